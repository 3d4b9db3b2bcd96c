using System.Reflection;

namespace Paas.Hosting;

/// <summary>Where this repository and what was built from it are.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The program of a project, built in the configuration of these tests.</summary>
    public static string ProgramOf(string project) =>
        PathOf(".artifacts", "bin", project, Metadata("Configuration").ToLowerInvariant(), project);

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
