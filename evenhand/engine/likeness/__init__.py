"""Which recorded persons may be one, and which cases one family: proposed with evidence.

A case of record linkage after Fellegi and Sunter (1969), with a third explanation beside
"one person" and "two strangers": two people of one family, whom names, homes and days of
claim make alike. Nothing here joins anybody; a person does, or does not.
"""
