export TAG: # {"$sluice": "api:tag"}
