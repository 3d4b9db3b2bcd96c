using System.Collections.Immutable;
using Paas.Caching;
using Paas.Environments;
using Paas.Files;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Go;

/// <summary>One build of a Go module.</summary>
internal sealed class GoBuild(BuildContext context, ConfinedDirectory app, GoModule module, GoVersionRequest request, IToolchainSource[] sources)
{
    private const string ToolsInApp = ".heroku/go";
    private const string ToolsFirst = "if [ \"$(command -v go)\" != \"$PAAS_GO_BIN/go\" ]; then export PATH=\"$PAAS_GO_BIN:$PATH\"; fi";
    private const string TellsNoCompiler = "if ! command -v \"${CC:-gcc}\" >/dev/null; then echo paas-no-compiler; fi";
    private const string ProgramTemplate = "{{if eq .Name \"main\"}}paas-main {{.ImportPath}} {{.Target}}{{end}}";

    private readonly BuildCache _cache = new(context.CacheDirectory, "go");
    private readonly BuildCache _modules = new(context.CacheDirectory, "go-modules");
    private readonly GoCredentials _credentials = new(context.ConfigVars);
    private ImmutableDictionary<string, string> _environment = BuildEnvironment.Create(context, GoEnvironment.Defaults, "GOROOT", "GOPATH", "GOBIN", "GOTOOLDIR", "GOENV");

    private bool WantsToolsInApp => context.ConfigVars.GetValueOrDefault("GO_INSTALL_TOOLS_IN_IMAGE") == "true";

    public async ValueTask<BuildpackResult> RunAsync(CancellationToken cancellationToken)
    {
        var output = context.Output;
        output.Step("Detected Go modules via go.mod");
        output.Detail($"Module {module.Path}");
        if (request.Text is null)
            output.Alert("go.mod has no go line. Add one ('go mod edit -go=1.22'), so that the app is always built with the Go that you tested.");

        var (go, error) = await FindGoAsync(cancellationToken);
        if (go is null)
            return BuildpackResult.Failed(error!);
        output.Step($"Using go{go.Version}{(request.Source is null ? "" : $" ({request.Source} asks for {request.Range})")}");
        Prepare(go);

        error = await RunHookAsync("bin/go-pre-compile", cancellationToken);
        if (error is not null)
            return BuildpackResult.Failed(error);

        (var programs, error) = await ListProgramsAsync(cancellationToken);
        error ??= await InstallAsync(programs, cancellationToken) ?? await RunHookAsync("bin/go-post-compile", cancellationToken);
        if (error is not null)
            return BuildpackResult.Failed(error);

        WriteProfile(go);
        return new BuildpackResult
        {
            DefaultProcessTypes = DefaultProcessTypes(programs),
            Components = await InspectAsync(programs, cancellationToken),
            Exports = ImmutableSortedDictionary<string, string>.Empty.Add("PATH", _environment["PATH"]),
        };
    }

    /// <summary>First a Go of the machine that will do; else the newest patch release of the one asked for.</summary>
    private async ValueTask<(Toolchain?, string? Error)> FindGoAsync(CancellationToken cancellationToken)
    {
        var asked = new ToolchainRequest("go", "Go")
        {
            Range = request.Range,
            AskedBy = request.Source,
            Accepts = request.Accepts,
            Probe = GoProbe.Script(request.Text),
            Directory = WantsToolsInApp ? app.PathOf(ToolsInApp) : Path.Combine(context.CacheDirectory, "toolchains", "go"),
            Advice = "go.dev/dl; Debian: apt-get install golang-go",
        };
        var (own, _) = await new ToolchainFinder([]).FindAsync(context, asked, _environment, cancellationToken);
        return own is not null ? (own, null) : await new ToolchainFinder(sources).FindAsync(context, asked with { Accepts = request.AcceptsFromSource }, _environment, cancellationToken);
    }

    private void Prepare(Toolchain go)
    {
        // Go's own cache is right after any build, also a failed one; what another version left is of no use.
        var signature = $"v1; {context.Stack}; {go.Version}";
        if (_cache.Restore(signature) == CacheState.Outdated)
            context.Output.Detail("Dropping compiled packages of another Go version");
        _cache.Save(signature);
        if (_modules.Restore("v1") == CacheState.Empty)
            _modules.Save("v1");

        _environment = GoEnvironment.Create(_environment, _credentials, go.Version, app.Root, _modules.Open("path"), _cache).SetItem("PAAS_GO_BIN", go.Bin);
    }

    /// <summary>The programs to build, as import path and file. Exactly one of the two results is not empty.</summary>
    private async ValueTask<(ImmutableArray<GoProgram> Programs, string? Error)> ListProgramsAsync(CancellationToken cancellationToken)
    {
        context.Output.Step("Determining packages to install");
        var patterns = Patterns();
        var lines = new List<string>();
        var exitCode = await RunAsync($"""
            {ToolsFirst}
            printf 'paas-path %s\n' "$PATH"
            {TellsNoCompiler}
            go list -find -tags heroku{ModFlag} -f '{ProgramTemplate}' {string.Join(' ', patterns.Select(ShellText.Quote))}
            """, lines, print: false, cancellationToken);
        var answers = lines.Select(static line => line.Split(' ', 3)).ToArray();
        _environment = _environment.SetItem("PATH", answers.FirstOrDefault(static words => words[0] == "paas-path") is [_, .. var path] ? string.Join(' ', path) : "");

        // Without a C compiler newer ones leave it out by themselves.
        if (answers.Any(static words => words[0] == "paas-no-compiler") && !_environment.ContainsKey("CGO_ENABLED"))
            _environment = _environment.SetItem("CGO_ENABLED", "0");
        if (exitCode != 0)
            return ([], GoProblem.Explain("go list", exitCode, [.. lines.Where(static line => !line.StartsWith("paas-", StringComparison.Ordinal))]));

        var programs = answers.Where(static words => words is ["paas-main", _, _]).Select(static words => new GoProgram(words[1], Path.GetFileName(words[2]))).ToImmutableArray();
        if (programs.IsEmpty)
        {
            return ([], $"There is no main package in {string.Join(' ', patterns)}: nothing that could be run.\n" +
                "Put 'package main' and a func main into the root or below cmd/, or name the packages with '// +heroku install ./cmd/...' in go.mod or the config var GO_INSTALL_PACKAGE_SPEC.");
        }

        context.Output.Detail("Detected the following main packages to install:");
        foreach (var program in programs)
            context.Output.Detail($"  {program.Package}");
        return (programs, null);
    }

    private string[] Patterns()
    {
        if (context.ConfigVars.GetValueOrDefault("GO_INSTALL_PACKAGE_SPEC")?.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } configured)
        {
            context.Output.Detail($"The config var GO_INSTALL_PACKAGE_SPEC says: {string.Join(' ', configured)}");
            return configured;
        }

        return module.HerokuInstall.IsEmpty ? ["./..."] : [.. module.HerokuInstall];
    }

    private string ModFlag => app.FileExists("vendor/modules.txt") && !_environment["GOFLAGS"].Contains("-mod=", StringComparison.Ordinal) ? " -mod=vendor" : "";

    private async ValueTask<string?> InstallAsync(ImmutableArray<GoProgram> programs, CancellationToken cancellationToken)
    {
        var value = _environment.GetValueOrDefault("GO_LINKER_VALUE") ?? context.SourceVersion;
        var linker = _environment.GetValueOrDefault("GO_LINKER_SYMBOL") is { Length: > 0 } symbol && value is { Length: > 0 }
            ? $" -ldflags {ShellText.Quote($"-X {LinkerQuote($"{symbol}={value}")}")}"
            : "";
        var command = $"go install -v -tags heroku{linker}{ModFlag} {string.Join(' ', programs.Select(static program => ShellText.Quote(program.Package)))}";
        context.Output.Step($"Running: {_credentials.Mask(command)}");

        var lines = new List<string>();
        var exitCode = await RunAsync(command, lines, print: true, cancellationToken);
        if (exitCode != 0)
            return GoProblem.Explain("go install", exitCode, lines);

        context.Output.Detail("Installed the following binaries:");
        foreach (var program in programs)
            context.Output.Detail($"  ./bin/{program.File}");
        return null;
    }

    /// <summary>Go takes either quote, and no way to have both in one word.</summary>
    private static string LinkerQuote(string text) => text.Contains('\'', StringComparison.Ordinal) ? $"\"{text}\"" : $"'{text}'";

    private async ValueTask<ImmutableArray<SoftwareComponent>> InspectAsync(ImmutableArray<GoProgram> programs, CancellationToken cancellationToken)
    {
        var files = string.Join(' ', programs.Select(static program => ShellText.Quote($"bin/{program.File}")));
        ImmutableArray<(BuildCache, string, string)> kept = [(_cache, "build", "compiled packages"), (_modules, "path", "modules")];
        var (_, answers) = await context.CaptureAsync($"go version -m {files}\n{CacheBound.Probe(kept)}", _environment, cancellationToken);
        CacheBound.Apply(context, answers, kept);
        return GoBinary.Components(answers);
    }

    private async ValueTask<string?> RunHookAsync(string hook, CancellationToken cancellationToken)
    {
        if (!app.FileExists(hook))
            return null;

        context.Output.Step($"Running {hook} hook");
        var lines = new List<string>();
        var exitCode = await RunAsync($"{ToolsFirst}; chmod +x {hook} && ./{hook}", lines, print: true, cancellationToken);
        return exitCode == 0 ? null : string.Join('\n', [$"{hook} failed with exit code {exitCode}.", .. lines.TakeLast(5).Select(static line => "  " + line.Trim())]);
    }

    private async ValueTask<int> RunAsync(string commandLine, List<string> lines, bool print, CancellationToken cancellationToken) =>
        await context.RunAsync(
            new BuildCommand(commandLine)
            {
                Environment = _environment,
                OnOutput = line =>
                {
                    line = _credentials.Mask(line);
                    if (lines.Count < 2000)
                        lines.Add(line);
                    if (print || line.StartsWith("go: downloading ", StringComparison.Ordinal))
                        context.Output.Detail(line);
                },
            },
            cancellationToken);

    private void WriteProfile(Toolchain go)
    {
        new ProfileScript().Line("export PATH=\"$PATH:$HOME/bin\"").WriteTo(app, "go");
        if (WantsToolsInApp && go.Directory is not null)
            new ProfileScript().Line($"export GOROOT=\"$HOME/{ToolsInApp}\"").Line("export PATH=\"$PATH:$GOROOT/bin\"").WriteTo(app, "goroot");
    }

    /// <summary>What Heroku writes into a Procfile when there is none: one program is <c>web</c>, several go by their names.</summary>
    private ImmutableSortedDictionary<string, string> DefaultProcessTypes(ImmutableArray<GoProgram> programs)
    {
        var types = ImmutableSortedDictionary<string, string>.Empty;
        if (app.FileExists("Procfile"))
            return types;
        if (programs is [var only])
            return types.Add("web", $"bin/{only.File}");
        foreach (var program in programs)
            types = types.SetItem(program.ProcessType, $"bin/{program.File}");
        if (!types.ContainsKey("web"))
            context.Output.Alert($"None of the programs is called 'web', so none gets web requests. Name one so, or add a Procfile with 'web: bin/{programs[0].File}'.");
        return types;
    }
}
