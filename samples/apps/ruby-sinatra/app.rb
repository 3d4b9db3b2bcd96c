require "json"
require "sinatra/base"

class App < Sinatra::Base
  get "/" do
    content_type "text/plain"
    "Hello from Ruby #{RUBY_VERSION} on #{ENV.fetch('DYNO', 'this machine')}\n"
  end

  get "/environment" do
    content_type :json
    ENV.slice("LANG", "RACK_ENV", "WEB_CONCURRENCY", "PUMA_PERSISTENT_TIMEOUT").to_json
  end
end
