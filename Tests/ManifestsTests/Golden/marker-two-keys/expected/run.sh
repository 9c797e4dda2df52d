A=1.5.0 # {"$imagepolicy": "flux-system:web:tag", "$sluice": "api:tag"}
B=1.5.0 # {"$imagepolicy": "flux-system:podinfo:tag", "$sluice": "api:tag"}
C=1.4.0 # {"$sluice": "web:tag"} "$sluice"
