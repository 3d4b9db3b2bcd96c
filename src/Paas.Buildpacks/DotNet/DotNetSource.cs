using System.Diagnostics.CodeAnalysis;
using Paas.Files;

namespace Paas.DotNet;

/// <summary>What is published: a solution, else a project, else a single C# file.</summary>
/// <param name="File">Its name in the root.</param>
/// <param name="IsFileBased">True for a single C# file.</param>
internal sealed record DotNetSource(string File, bool IsFileBased)
{
    private static readonly string[] _solutions = ["*.slnx", "*.sln"];
    private static readonly string[] _projects = ["*.csproj", "*.fsproj", "*.vbproj"];

    public static bool Exists(ConfinedDirectory app) =>
        _solutions.Concat(_projects).Append("*.cs").Any(pattern => app.FilesMatching(pattern).Length > 0);

    /// <param name="app">The source.</param>
    /// <param name="solutionFile">Config var <c>SOLUTION_FILE</c>: the solution to take when there are several.</param>
    /// <param name="source">The choice.</param>
    /// <param name="error">Why there is none.</param>
    public static bool TryChoose(ConfinedDirectory app, string? solutionFile, [NotNullWhen(true)] out DotNetSource? source, [NotNullWhen(false)] out string? error)
    {
        source = null;
        error = null;
        if (solutionFile is not null)
        {
            if (app.FileExists(solutionFile))
                source = new DotNetSource(solutionFile, IsFileBased: false);
            else
                error = $"The config var SOLUTION_FILE names '{solutionFile}', which is not in the source. Correct it, or remove it to use the solution in the root.";
            return source is not null;
        }

        // The two formats of one solution, side by side, are one solution.
        var solutions = _solutions.SelectMany(app.FilesMatching).DistinctBy(Path.GetFileNameWithoutExtension).ToArray();
        if (solutions.Length > 1)
            error = $"There are several solutions: {string.Join(", ", solutions)}. Say which one to build: set the config var SOLUTION_FILE={solutions[0]}.";
        else if (solutions.Length == 1)
            source = new DotNetSource(solutions[0], IsFileBased: false);
        if (solutions.Length > 0)
            return source is not null;

        var projects = _projects.SelectMany(app.FilesMatching).ToArray();
        if (projects.Length > 1)
            error = $"There are several projects in the root: {string.Join(", ", projects)}. Put each into a folder of its own, with a solution in the root: 'dotnet new sln', then 'dotnet sln add' each project.";
        else if (projects.Length == 1)
            source = new DotNetSource(projects[0], IsFileBased: false);
        if (projects.Length > 0)
            return source is not null;

        var files = app.FilesMatching("*.cs");
        if (files.Length == 1)
            source = new DotNetSource(files[0], IsFileBased: true);
        else
            error = files.Length == 0
                ? "There is no solution (*.sln, *.slnx), project (*.csproj, *.fsproj, *.vbproj) or C# file in the root of the source."
                : $"There are several C# files in the root ({string.Join(", ", files)}) and no project. Add one with 'dotnet new web' or 'dotnet new console', or keep one file as a file-based app.";
        return source is not null;
    }
}
