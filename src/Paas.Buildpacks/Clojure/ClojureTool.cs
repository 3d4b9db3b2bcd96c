using System.Collections.Immutable;
using Paas.Toolchains;

namespace Paas.Clojure;

/// <summary>A build tool of Clojure. Its own files and downloads are below a home of its own, which the cache keeps.</summary>
internal abstract class ClojureTool
{
    /// <summary>Name for people.</summary>
    public abstract string Name { get; }

    /// <summary>Whether dynos need the tool and what it downloaded: the app is started by it.</summary>
    public abstract bool StartsTheApp { get; }

    /// <summary>Finds the program. Exactly one of the two results is not null.</summary>
    public abstract ValueTask<(Toolchain? Program, string? Error)> FindAsync(ImmutableDictionary<string, string> environment, CancellationToken cancellationToken);

    /// <summary>The environment of a build.</summary>
    /// <param name="environment">Config vars and the JDK.</param>
    /// <param name="home">Directory that stands in for the user's.</param>
    public abstract ImmutableDictionary<string, string> Environment(ImmutableDictionary<string, string> environment, string home);

    /// <summary>What is run when neither the app nor a config var says so.</summary>
    public abstract string BuildCommand { get; }

    /// <summary>Name of the jar to look for; null when the project names none.</summary>
    public abstract string? JarName { get; }

    /// <summary>How the app is started when it made no jar; null when nothing says so.</summary>
    public abstract string? RunCommand { get; }

    /// <summary>Shell lines for dynos that need the tool.</summary>
    public abstract ImmutableArray<string> ProfileLines { get; }
}
