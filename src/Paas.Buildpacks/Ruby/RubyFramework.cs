using System.Collections.Immutable;

namespace Paas.Ruby;

/// <summary>
/// What kind of app it is by its gems, and what follows from that. Source: devcenter.heroku.com/articles/ruby-support
/// (default process types, default add-ons, config vars).
/// </summary>
internal sealed record RubyFramework(string Title, Version? Rails, bool Rack, bool Thin)
{
    public static RubyFramework Of(GemfileLock locked)
    {
        var rails = locked.Find("railties") ?? (locked.Find("rails") is { Major: 2 } two ? two : null);
        var rack = locked.Has("rack");
        return new RubyFramework(rails is not null ? $"Rails {rails.Major}.{rails.Minor}" : rack ? "Rack" : "Ruby", rails, rack, locked.Has("thin"));
    }

    public bool IsRailsFrom(int major, int minor) => Rails is not null && Rails >= new Version(major, minor);

    /// <summary>Before 4.1 Rails does not read <c>DATABASE_URL</c> itself.</summary>
    public bool NeedsDatabaseFile => Rails is not null && Rails < new Version(4, 1);

    /// <param name="hasJobs">There is a rake task <c>jobs:work</c>.</param>
    public ImmutableSortedDictionary<string, string> DefaultProcessTypes(bool hasJobs)
    {
        var types = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        types["rake"] = "bundle exec rake";
        types["console"] = "bundle exec irb";
        switch (Rails?.Major)
        {
            case null:
                if (Rack)
                    types["web"] = Thin ? "bundle exec thin start -R config.ru -e $RACK_ENV -p ${PORT:-5000}" : "bundle exec rackup config.ru -p ${PORT:-5000}";
                break;
            case 2:
                types["web"] = "bundle exec ruby script/server -p ${PORT:-5000}";
                types["console"] = "bundle exec script/console";
                break;
            case 3:
                types["web"] = "bundle exec rails server -p ${PORT:-5000}";
                types["console"] = "bundle exec rails console";
                break;
            default:
                types["web"] = "bin/rails server -p ${PORT:-5000} -e $RAILS_ENV";
                types["console"] = "bin/rails console";
                break;
        }

        if (Rails is { Major: 2 or 3 } && hasJobs)
            types["worker"] = "bundle exec rake jobs:work";
        return types.ToImmutable();
    }

    /// <summary>Variables that dynos and build commands have unless a config var says otherwise.</summary>
    public IEnumerable<KeyValuePair<string, string>> Defaults()
    {
        yield return new("LANG", "C.UTF-8");
        yield return new("RACK_ENV", "production");
        yield return new("PUMA_PERSISTENT_TIMEOUT", "95");
        yield return new("MALLOC_ARENA_MAX", "2");
        yield return new("DISABLE_SPRING", "1");
        if (Rails is not null)
            yield return new("RAILS_ENV", "production");
        if (IsRailsFrom(4, 2))
            yield return new("RAILS_SERVE_STATIC_FILES", "enabled");
        if (IsRailsFrom(5, 0))
            yield return new("RAILS_LOG_TO_STDOUT", "enabled");
    }
}
