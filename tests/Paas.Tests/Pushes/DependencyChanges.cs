using System.Diagnostics;
using System.Globalization;
using Paas.Builds;

namespace Paas.Pushes;

/// <summary>How one dependency of a sample is changed, with what the tests vendor; a further language is a further line.</summary>
internal static class DependencyChanges
{
    private const string NodePackage = "isarray";
    private const string DotNetPackage = "YamlDotNet";
    private const string DotNetVersion = "18.1.0";

    /// <summary>Changes one anew with each call; null where it is not known how.</summary>
    public static Action? Of(string app, TestDirectory source)
    {
        var serial = 0;
        if (app.StartsWith("node-", StringComparison.Ordinal) && source.Has("package-lock.json"))
            return () => Npm(source, serial++);
        if (app.StartsWith("python-", StringComparison.Ordinal) && source.Has("requirements.txt"))
        {
            var requirements = source.Read("requirements.txt").TrimEnd();
            return () => source.With("requirements.txt", string.Create(CultureInfo.InvariantCulture, $"{requirements}\n{(app == "python-app" ? "click" : "sqlparse")}>=0.0.{++serial}\n"));
        }

        if (app.StartsWith("go-", StringComparison.Ordinal) && source.Has("vendor"))
        {
            var file = Directory.EnumerateFiles(source.PathOf("vendor"), "*.go", SearchOption.AllDirectories).Where(static file => !file.EndsWith("_test.go", StringComparison.Ordinal)).Order(StringComparer.Ordinal).First();
            return () => File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture, $"\n// {++serial}\n"));
        }

        return app == "dotnet-solution" ? () => NuGet(source, serial++) : null;
    }

    private static void Npm(TestDirectory source, int serial)
    {
        using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--package-lock-only", "--no-audit", "--no-fund", "--omit-lockfile-registry-resolved", string.Create(CultureInfo.InvariantCulture, $"{NodePackage}@2.0.{1 + (serial % 5)}")])
        {
            WorkingDirectory = source.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = npm.StandardError.ReadToEndAsync();
        npm.StandardOutput.ReadToEnd();
        npm.WaitForExit();
        Assert.True(npm.ExitCode == 0, errors.Result);
    }

    /// <summary>Adds a package that the build of this repository has, and takes it out again.</summary>
    private static void NuGet(TestDirectory source, int serial)
    {
        const string project = "web/Web.csproj";
        const string reference = $"<PackageReference Include=\"{DotNetPackage}\" Version=\"{DotNetVersion}\" />";
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var text = source.Read(project).Replace($"<ItemGroup>{reference}</ItemGroup>", "", StringComparison.Ordinal);
        source.With(project, serial % 2 == 0 ? text.Replace("</Project>", $"<ItemGroup>{reference}</ItemGroup></Project>", StringComparison.Ordinal) : text);
        var config = source.Read("nuget.config");
        if (!config.Contains(DotNetPackage, StringComparison.OrdinalIgnoreCase))
            source.With("nuget.config", config.Replace("</packageSources>", $"<add key=\"yaml\" value=\"{Path.Combine(packages, DotNetPackage.ToLowerInvariant(), DotNetVersion)}\" /></packageSources>", StringComparison.Ordinal));
    }
}
