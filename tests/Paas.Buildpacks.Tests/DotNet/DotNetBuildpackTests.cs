using System.Collections.Immutable;
using Paas.Builds;

namespace Paas.DotNet;

public sealed class DotNetBuildpackTests : IDisposable
{
    private readonly TestDirectory _app = new();

    [Theory]
    [InlineData("A.sln B.sln", "several solutions: A.sln, B.sln")]
    [InlineData("A.csproj B.fsproj", "several projects in the root: A.csproj, B.fsproj")]
    [InlineData("a.cs b.cs", "several C# files in the root (a.cs, b.cs)")]
    [InlineData("readme.txt", "There is no solution")]
    public async Task Build_UnclearSource_NamesTheCandidates(string files, string problem)
    {
        foreach (var file in files.Split(' '))
            _app.With(file);

        Assert.Contains(problem, await ErrorAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A.sln A.slnx P.csproj c.cs", "A.slnx", false)]
    [InlineData("P.fsproj c.cs d.cs", "P.fsproj", false)]
    [InlineData("c.cs", "c.cs", true)]
    public void TryChoose_SeveralKinds_TakesSolutionThenProjectThenFile(string files, string chosen, bool fileBased)
    {
        foreach (var file in files.Split(' '))
            _app.With(file);

        Assert.True(DotNetSource.TryChoose(new(_app.Path), null, out var source, out _));
        Assert.Equal(new DotNetSource(chosen, fileBased), source);
    }

    [Fact]
    public async Task Build_SolutionFileSetToNothing_SaysSo()
    {
        _app.With("A.sln").With("B.sln");

        Assert.True(DotNetSource.TryChoose(new(_app.Path), "B.sln", out var source, out _));
        Assert.Equal("B.sln", source.File);
        Assert.Contains("SOLUTION_FILE names 'C.sln'", await ErrorAsync(("SOLUTION_FILE", "C.sln")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"sdk\": {\n    \"version\": 10\n", "global.json is not valid JSON: line 4")]
    [InlineData("""{ "sdk": { "version": 10 } }""", "global.json must hold an object")]
    [InlineData("[]", "global.json must hold an object")]
    [InlineData("""{ "sdk": { "version": "10.0.100", "rollForward": "sometimes" } }""", "rollForward 'sometimes'")]
    public async Task Build_BrokenGlobalJson_SaysWhere(string json, string problem)
    {
        _app.With("A.csproj").With("global.json", json);

        Assert.Contains(problem, await ErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_SdkThatIsNotThere_NamesAskedAndInstalled()
    {
        Bash.Require("dotnet");
        _app.With("A.csproj").With("global.json", """{ "sdk": { "version": "3.1.400", "rollForward": "patch" } /* old */ }""");

        var error = await ErrorAsync();

        Assert.Contains("global.json asks for .NET SDK 3.1.400 (rollForward: patch), but this platform has .NET SDK 10.", error, StringComparison.Ordinal);
        Assert.Contains("\"rollForward\": \"latestFeature\"", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 127", "The app needs .NET SDK of any version, but this platform has no .NET SDK.", true)]
    [InlineData("if [ \"$1\" = --list-sdks ]; then exit 0; fi; exit 145", "The app needs .NET SDK of any version, but this platform has no .NET SDK.", false)]
    public async Task Build_WithoutSdk_SaysWhatToInstall(string script, string problem, bool absent)
    {
        _app.With("A.csproj");
        using var programs = new TestDirectory();
        if (absent)
        {
            foreach (var name in new[] { "bash", "sed" })
                File.CreateSymbolicLink(programs.PathOf(name), File.Exists($"/usr/bin/{name}") ? $"/usr/bin/{name}" : $"/bin/{name}");
        }
        else
        {
            programs.WithProgram("dotnet", script);
        }

        using var build = new TestBuild(_app).WithPrograms(programs);
        if (absent)
            build.Environment["PATH"] = programs.Path;

        Assert.Contains(problem, (await build.RunAsync(new DotNetBuildpack([]))).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.203", "patch", "10.0.203", true)]
    [InlineData("10.0.203", "disable", "10.0.203", true)]
    [InlineData("10.0.203", "disable", "10.0.204", false)]
    [InlineData("10.0.203", "latestPatch", "10.0.204", true)]
    [InlineData("10.0.203", "latestPatch", "10.0.300", false)]
    [InlineData("10.0.203", "latestPatch", "10.0.202", false)]
    [InlineData("10.0.203", "latestFeature", "10.0.401", true)]
    [InlineData("10.0.203", "feature", "10.1.100", false)]
    [InlineData("10.0.203", "minor", "10.1.100", true)]
    [InlineData("10.0.203", "latestMinor", "11.0.100", false)]
    [InlineData("10.0.203", "latestMajor", "11.0.100", true)]
    [InlineData("10.0.203", "latestMajor", "11.0.100-rc.1", false)]
    [InlineData("10.0.203", "latestMajor", "9.0.100", false)]
    [InlineData("11.0.100-preview.1", "latestPatch", "11.0.100-preview.2", true)]
    [InlineData(null, "latestMajor", "9.0.100", true)]
    [InlineData(null, "latestMajor", "11.0.100-rc.1", false)]
    public void Accepts_RollForward_DecidesHowFar(string? version, string rollForward, string candidate, bool accepted)
    {
        Assert.Equal(accepted, new GlobalJson(version, rollForward).Accepts(candidate));
    }

    [Fact]
    public async Task Build_SdkFromASource_FitsTheTargetAndItsRuntimeGoesIntoTheSlug()
    {
        _app.With("src/Web/Web.csproj", "<Project><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>").With("App.slnx", "<Solution />");
        using var programs = new TestDirectory().WithProgram("dotnet", "exit 145");
        using var build = new TestBuild(_app).WithPrograms(programs);
        var source = new SdkSource("8.0.404", "9.0.101", "8.0.500-preview.1");

        var result = await build.RunAsync(new DotNetBuildpack([source]));

        Assert.Null(result.Error);
        Assert.Contains("       Getting .NET SDK 8.0.404 from a shelf\n", build.Output.Text, StringComparison.Ordinal);
        Assert.Contains("published with 8.0.404", build.Output.Text, StringComparison.Ordinal);
        Assert.True(_app.Has(".heroku/dotnet/dotnet") && _app.Has(".heroku/dotnet/shared/Microsoft.NETCore.App/8.0.11/x"));
        Assert.False(_app.Has(".heroku/dotnet/sdk"));
        Assert.Contains("DOTNET_ROOT=\"$HOME/.heroku/dotnet\"", _app.Read(".profile.d/dotnet.sh"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_SolutionOfWebWorkerLibraryInTwoLanguages_GivesTheProcessTypes()
    {
        Bash.Require("dotnet");
        _app.With("App.slnx", """<Solution><Project Path="Web App/Site.csproj" /><Project Path="work/Worker.csproj" /><Project Path="lib/Lib.vbproj" /></Solution>""")
            .With("Directory.Build.props", "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>")
            .With("Web App/Site.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><AssemblyName>My.Site</AssemblyName></PropertyGroup></Project>""")
            .With("Web App/Program.cs", "var app = WebApplication.Create(args); app.MapGet(\"/\", () => \"plain\"); app.Run();")
            .With("work/Worker.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup></Project>""")
            .With("work/Program.cs", "Console.WriteLine(1);")
            .With("lib/Lib.vbproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Library</OutputType></PropertyGroup></Project>""")
            .With("lib/Lib.vb", "Public Class Shared1\nEnd Class");
        using var build = new TestBuild(_app);

        var result = await build.RunAsync(new DotNetBuildpack([]));

        Assert.Null(result.Error);
        Assert.Equal(["web", "worker"], result.DefaultProcessTypes.Keys);
        Assert.Equal("cd 'Web App/bin/publish'; ./My.Site --urls http://*:$PORT", result.DefaultProcessTypes["web"]);
        Assert.Equal("cd work/bin/publish; ./Worker", result.DefaultProcessTypes["worker"]);

        // A Procfile without --urls: the environment makes a plain app.Run() listen on the port.
        await using var running = await RunningApp.StartAsync(_app, "cd 'Web App/bin/publish' && ./My.Site");
        Assert.Equal("plain", await running.GetAsync("/"));
    }

    [Fact]
    public async Task Build_FileBasedApp_IsPublishedAndRuns()
    {
        Bash.Require("dotnet");
        _app.With("hello.cs", "Console.WriteLine($\"file-based {1 + 1}\");");
        using var build = new TestBuild(_app);

        var result = await build.RunAsync(new DotNetBuildpack([]));

        Assert.Null(result.Error);
        var (type, command) = Assert.Single(result.DefaultProcessTypes);
        Assert.Equal("hello", type);
        Assert.Contains("file-based 2", await RunningApp.RunAsync(_app, command), StringComparison.Ordinal);

        // The directory of a version manager's wrapper is not taken for the root of .NET.
        using var programs = new TestDirectory().WithProgram("dotnet", "exit 1");
        var root = await RunningApp.RunAsync(_app, "echo root=${DOTNET_ROOT-}", new Dictionary<string, string> { ["PATH"] = $"{programs.Path}:{Environment.GetEnvironmentVariable("PATH")}" });
        Assert.Equal("root=\n", root);
    }

    [Fact]
    public async Task Build_CompilerError_IsInTheReason()
    {
        Bash.Require("dotnet");
        _app.With("a.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType></PropertyGroup></Project>""")
            .With("Program.cs", "int x = \"text\";");

        using var build = new TestBuild(_app);

        await Transcripts.FailsAsync("dotnet-broken", build, new DotNetBuildpack([]));
    }

    [Fact]
    public async Task Build_NewerTargetFramework_GivesAdvice()
    {
        Bash.Require("dotnet");
        _app.With("a.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net99.0</TargetFramework></PropertyGroup></Project>""");

        Assert.Contains("Lower <TargetFramework>", await ErrorAsync(), StringComparison.Ordinal);
    }

    public void Dispose() => _app.Dispose();

    private async Task<string> ErrorAsync(params (string, string)[] configVars)
    {
        using var build = new TestBuild(_app, null, configVars);
        return Assert.IsType<string>((await build.RunAsync(new DotNetBuildpack([]))).Error);
    }

    /// <summary>SDKs of little: a program that tells its version.</summary>
    private sealed class SdkSource(params string[] versions) : IToolchainSource
    {
        public string Name => "a shelf";

        public ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(string toolchain, BuildContext context, CancellationToken cancellationToken) =>
            new([.. versions.Select(version => new ToolchainRelease(toolchain, version))]);

        public ValueTask InstallAsync(ToolchainRelease release, string directory, BuildContext context, CancellationToken cancellationToken)
        {
            Directory.CreateDirectory(Path.Combine(directory, "bin"));
            Directory.CreateDirectory(Path.Combine(directory, "sdk"));
            Directory.CreateDirectory(Path.Combine(directory, "shared", "Microsoft.NETCore.App", "8.0.11"));
            File.WriteAllText(Path.Combine(directory, "shared", "Microsoft.NETCore.App", "8.0.11", "x"), "");
            File.WriteAllText(Path.Combine(directory, "dotnet"), $"#!/bin/sh\nif [ \"$1\" = publish ]; then echo published with {release.Version}; fi\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Path.Combine(directory, "dotnet"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.CreateSymbolicLink(Path.Combine(directory, "bin", "dotnet"), "../dotnet");
            return ValueTask.CompletedTask;
        }
    }
}
