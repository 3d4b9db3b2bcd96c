using System.Collections.Immutable;

namespace Paas.Docker.Builds;

/// <summary>What <c>heroku.yml</c> says. Source: devcenter.heroku.com/articles/build-docker-images-heroku-yml.</summary>
internal sealed record HerokuYml
{
    /// <summary>Dockerfiles, relative to the source, by process type.</summary>
    public ImmutableSortedDictionary<string, string> Dockerfiles { get; init; } = Empty;

    /// <summary>Build arguments (<c>build.config</c>).</summary>
    public ImmutableSortedDictionary<string, string> Arguments { get; init; } = Empty;

    /// <summary>Process types whose image is that of another.</summary>
    public ImmutableSortedDictionary<string, string> ImageOf { get; init; } = Empty;

    /// <summary>Commands by process type, <c>release</c> among them; an empty one runs what the image says.</summary>
    public ImmutableSortedDictionary<string, string> Commands { get; init; } = Empty;

    /// <summary>Null, or what is wrong and where.</summary>
    public string? Error { get; init; }

    private static ImmutableSortedDictionary<string, string> Empty { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
