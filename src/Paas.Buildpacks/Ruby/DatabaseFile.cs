using Paas.Files;

namespace Paas.Ruby;

/// <summary>
/// A config/database.yml that reads <c>DATABASE_URL</c>, for versions of Rails that do not do so themselves. Source:
/// devcenter.heroku.com/articles/rails-database-connection-behavior.
/// </summary>
internal static class DatabaseFile
{
    private const string Name = "config/database.yml";

    private const string Text = """
        <%
        require "cgi"
        require "uri"
        url = URI.parse(ENV["DATABASE_URL"] || raise("DATABASE_URL is not set"))
        options = CGI.parse(url.query || "")
        adapter = url.scheme == "postgres" ? "postgresql" : url.scheme
        quote = lambda { |text| text.nil? ? "" : CGI.unescape(text).inspect }
        %>
        <%= ENV["RAILS_ENV"] || ENV["RACK_ENV"] || "production" %>:
          adapter: <%= adapter %>
          database: <%= quote[(url.path || "").split("/")[1]] %>
          username: <%= quote[url.user] %>
          password: <%= quote[url.password] %>
          host: <%= url.host %>
          port: <%= url.port %>
        <% options.each do |name, values| %>
          <%= name %>: <%= values.first %>
        <% end %>
        """;

    public static void WriteTo(ConfinedDirectory app, IBuildOutput output)
    {
        output.Step($"Writing {Name} to read from DATABASE_URL");
        app.WriteText(Name, Text);
    }
}
