TAG=1.4.0 # {"$sluice": "web:tag"} # {"$sluice": "api:tag"}
