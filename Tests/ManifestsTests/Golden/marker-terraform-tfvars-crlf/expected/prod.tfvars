api_tag    = "1.5.0"   # {"$sluice": "api:tag"}
api_digest = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" # {"$sluice": "api:digest"}
replicas   = 3
