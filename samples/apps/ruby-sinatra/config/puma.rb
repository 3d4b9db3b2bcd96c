port ENV.fetch("PORT", 5000)
workers ENV.fetch("WEB_CONCURRENCY", 0).to_i
persistent_timeout ENV.fetch("PUMA_PERSISTENT_TIMEOUT", 20).to_i
preload_app! if ENV.fetch("WEB_CONCURRENCY", 0).to_i > 0
