"""Send a draft for approval, approve it, withdraw a release: the pages."""
