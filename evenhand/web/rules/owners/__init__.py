"""Who answers for which owner: the pages."""
