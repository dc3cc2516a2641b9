"""Cases in words: the list, one case, its promises, its clock, its messages and its history."""
