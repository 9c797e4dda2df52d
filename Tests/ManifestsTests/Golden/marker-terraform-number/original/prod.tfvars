build = 104 # {"$sluice": "api:tag"}
other = 104
