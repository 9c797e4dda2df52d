api_tag    = "1.4.0"   # {"$sluice": "api:tag"}
api_digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" # {"$sluice": "api:digest"}
replicas   = 3
