"""One act on many cases, remembered case by case until each is done or refused."""
