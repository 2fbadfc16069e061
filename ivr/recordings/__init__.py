"""Where recordings are kept by this service: a folder of this machine, or a bucket that speaks S3."""
