a = "new"
