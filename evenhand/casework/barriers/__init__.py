"""What stands in the way of a case, with its owner's word on when it is looked at next."""
