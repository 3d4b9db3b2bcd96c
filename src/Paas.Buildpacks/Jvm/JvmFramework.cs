using System.Collections.Immutable;

namespace Paas.Jvm;

/// <summary>A framework whose apps are one program that listens: what starts it is known. Source: github.com/heroku/heroku-buildpack-java, bin/release.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Group">Group of its artifacts in Maven repositories; a sub-group is the same framework.</param>
/// <param name="PortProperty">Its system property for the port.</param>
internal sealed record JvmFramework(string Name, string Group, string PortProperty)
{
    public static JvmFramework SpringBoot { get; } = new("Spring Boot", "org.springframework.boot", "server.port");

    public static JvmFramework Quarkus { get; } = new("Quarkus", "io.quarkus", "quarkus.http.port");

    public static JvmFramework Micronaut { get; } = new("Micronaut", "io.micronaut", "micronaut.server.port");

    public static JvmFramework Thorntail { get; } = new("Thorntail", "io.thorntail", "swarm.http.port");

    public static JvmFramework WildFlySwarm { get; } = new("WildFly Swarm", "org.wildfly.swarm", "swarm.http.port");

    public static ImmutableArray<JvmFramework> All { get; } = [SpringBoot, Quarkus, Micronaut, Thorntail, WildFlySwarm];

    /// <summary>The framework that one of the groups belongs to.</summary>
    public static JvmFramework? Find(IEnumerable<string> groups)
    {
        var all = groups.ToHashSet(StringComparer.Ordinal);
        return All.FirstOrDefault(framework => all.Any(group => group == framework.Group || group.StartsWith(framework.Group + ".", StringComparison.Ordinal)));
    }

    /// <summary>The command of the process type <c>web</c>.</summary>
    public string Command(string jar) => $"java -D{PortProperty}=$PORT $JAVA_OPTS -jar {jar}";
}
