port ENV.fetch("PORT", 5000)
threads 1, ENV.fetch("RAILS_MAX_THREADS", 5).to_i
