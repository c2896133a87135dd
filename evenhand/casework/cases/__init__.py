"""The case itself: its lifecycle, its references and the circumstances it is lived in."""
