using System.Collections.Immutable;
using System.Text;
using Paas.Shell;

namespace Paas.DotNet;

/// <summary>A project as MSBuild saw it when it published it.</summary>
/// <param name="PublishDirectory">Where its output is, relative to the app; empty for the root.</param>
/// <param name="AssemblyName">Name of the program.</param>
/// <param name="IsExecutable">False for a library or a test project.</param>
/// <param name="IsWeb">True when it uses the web SDK.</param>
/// <param name="HasHost">True when there is a native program beside the assembly.</param>
internal sealed record PublishedProject(string PublishDirectory, string AssemblyName, bool IsExecutable, bool IsWeb, bool HasHost)
{
    private const int MaxLabelLength = 63;

    /// <summary>
    /// MSBuild runs this after it published a project: only its own evaluation knows the assembly's name, the output
    /// type and the SDK, which can come from imports and from other files.
    /// </summary>
    public const string Targets = """
        <Project>
          <PropertyGroup>
            <PathMap Condition="'$(PathMap)' == ''">$(PaasAppDirectory)=/app,$(ArtifactsPath)=/artifacts</PathMap>
          </PropertyGroup>
          <Target Name="PaasReportPublished" AfterTargets="Publish">
            <WriteLinesToFile File="$(PaasPublishedDirectory)/$([System.Guid]::NewGuid()).project" Lines="$(MSBuildProjectDirectory)|$(PublishDir)|$(AssemblyName)|$(OutputType)|$(UsingMicrosoftNETSdkWeb)|$(IsTestProject)$(IsTestingPlatformApplication)|$(UseAppHost)" />
          </Target>
        </Project>
        """;

    /// <summary>Reads what <see cref="Targets"/> reported; a project outside the app is left out.</summary>
    public static ImmutableArray<PublishedProject> Read(string report, string appDirectory)
    {
        var projects = ImmutableArray.CreateBuilder<PublishedProject>();
        foreach (var line in report.Split('\n').Distinct())
        {
            if (line.TrimEnd('\r').Split('|') is not [var directory, var publishDirectory, var assembly, var outputType, var web, var test, var host])
                continue;

            var relative = Path.GetRelativePath(appDirectory, Path.Combine(directory, publishDirectory.Replace('\\', '/'))).TrimEnd('/');
            if (relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative))
                continue;

            var executable = outputType is "Exe" or "WinExe" && !test.Contains("true", StringComparison.OrdinalIgnoreCase);
            projects.Add(new PublishedProject(relative, assembly, executable, IsTrue(web), !host.Equals("false", StringComparison.OrdinalIgnoreCase)));
        }

        return projects.ToImmutable();
    }

    /// <summary>Process types of the executable projects: the only web project is <c>web</c>, the others are named after their assembly.</summary>
    public static ImmutableSortedDictionary<string, string> ProcessTypes(IReadOnlyCollection<PublishedProject> projects)
    {
        var types = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var onlyWeb = projects.Count(static project => project is { IsExecutable: true, IsWeb: true }) == 1;
        foreach (var project in projects.Where(static project => project.IsExecutable).OrderBy(static project => project.AssemblyName, StringComparer.Ordinal))
            types.TryAdd(project.IsWeb && onlyWeb ? "web" : Label(project.AssemblyName), project.Command);
        return types.ToImmutable();
    }

    private string Command
    {
        get
        {
            var program = HasHost ? ShellText.Quote($"./{AssemblyName}") : $"dotnet {ShellText.Quote($"{AssemblyName}.dll")}";
            return $"cd {ShellText.Quote(PublishDirectory)}; {program}{(IsWeb ? " --urls http://*:$PORT" : "")}";
        }
    }

    /// <summary>A name as RFC 1123 allows it in a host name: <c>MyApp.Worker</c> → <c>myapp-worker</c>.</summary>
    public static string Label(string assemblyName)
    {
        var label = new StringBuilder(assemblyName.Length);
        foreach (var c in assemblyName)
        {
            if (char.IsAsciiLetterOrDigit(c))
                label.Append(char.ToLowerInvariant(c));
            else if (label.Length > 0 && label[^1] != '-')
                label.Append('-');
        }

        var text = label.ToString(0, Math.Min(label.Length, MaxLabelLength)).Trim('-');
        return text.Length == 0 ? "app" : text;
    }

    private static bool IsTrue(string value) => value.Equals("true", StringComparison.OrdinalIgnoreCase);
}
