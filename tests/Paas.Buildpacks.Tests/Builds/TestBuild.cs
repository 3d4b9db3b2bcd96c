using System.Collections.Immutable;

namespace Paas.Builds;

/// <summary>A build outside any engine: an app directory, a cache and a runner of commands.</summary>
public sealed class TestBuild : IDisposable
{
    private readonly TestDirectory? _ownCache;
    private readonly TestDirectory _work = new();
    private readonly Lazy<BuildContext> _context;
    private TestDirectory? _programs;

    public TestBuild(TestDirectory app, TestDirectory? cache = null, params (string Name, string Value)[] configVars)
    {
        App = app;
        _ownCache = cache is null ? new TestDirectory() : null;
        _context = new(() => new BuildContext
        {
            AppDirectory = app.Path,
            CacheDirectory = (cache ?? _ownCache!).Path,
            WorkDirectory = _work.Path,
            ConfigVars = configVars.ToImmutableSortedDictionary(static entry => entry.Name, static entry => entry.Value, StringComparer.Ordinal),
            Stack = Stack,
            Output = Output,
            RunAsync = RunAsync,
        });
    }

    public TestDirectory App { get; }

    public TestOutput Output { get; } = new();

    public string Stack { get; init; } = "heroku-24";

    public BuildContext Context => _context.Value;

    /// <summary>Changes to the environment of every command, such as another <c>PATH</c>.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Puts a directory of programs before (or with <paramref name="alone"/> in place of all but the system's) the search path.</summary>
    public TestBuild WithPrograms(TestDirectory programs, bool alone = false)
    {
        _programs = programs;
        Environment["PATH"] = alone ? $"{programs.Path}:/usr/bin:/bin" : $"{programs.Path}:{System.Environment.GetEnvironmentVariable("PATH")}";
        return this;
    }

    /// <summary>The commands that were run.</summary>
    public List<string> Commands { get; } = [];

    public async Task<BuildpackResult> RunAsync(IBuildpack buildpack) =>
        await buildpack.BuildAsync(Context, TestContext.Current.CancellationToken);

    /// <summary>The transcript without what differs from machine to machine and run to run.</summary>
    public string Transcript() =>
        Transcripts.Normalise(_programs is null ? Output.Text : Output.Text.Replace(_programs.Path, "<programs>", StringComparison.Ordinal), App.Path, Context.CacheDirectory);

    public void Dispose()
    {
        _ownCache?.Dispose();
        _work.Dispose();
    }

    private async ValueTask<int> RunAsync(BuildCommand command, CancellationToken cancellationToken)
    {
        Commands.Add(command.CommandLine);
        var environment = Bash.Environment(App.Path);
        foreach (var (name, value) in Environment)
            environment[name] = value;
        foreach (var (name, value) in command.Environment)
            environment[name] = value;

        using var process = Bash.Start(command.CommandLine, Path.Combine(App.Path, command.WorkingDirectory ?? ""), environment, command.OnOutput ?? Output.Detail);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;
    }
}
