class HomeController < ApplicationController
  def index
    render plain: "Hello from Rails #{Rails.version} on #{ENV.fetch('DYNO', 'this machine')}\n"
  end

  def page
    session[:visits] = session.fetch(:visits, 0) + 1
  end
end
