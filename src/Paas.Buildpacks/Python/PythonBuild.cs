using System.Collections.Immutable;
using Paas.Caching;
using Paas.Environments;
using Paas.Files;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Python;

/// <summary>One build of a Python app.</summary>
internal sealed class PythonBuild(BuildContext context, ConfinedDirectory app, PythonDependencies dependencies, PythonVersionRequest request, ToolchainFinder finder)
{
    private const string Packages = "packages";
    private static readonly PythonVersion _firstPipForOthers = new(22, 3, 0);

    private static readonly Dictionary<string, string> _defaults = new()
    {
        ["PYTHONUNBUFFERED"] = "1",
        ["PYTHONDONTWRITEBYTECODE"] = "1",
        ["PIP_DISABLE_PIP_VERSION_CHECK"] = "1",
        ["PIP_NO_INPUT"] = "1",
        ["PIP_PROGRESS_BAR"] = "off",
        ["PIP_ROOT_USER_ACTION"] = "ignore",
    };

    // Settings of pip by which an installation does more than add what is missing.
    private static readonly string[] _unsettling =
        ["PIP_UPGRADE", "PIP_FORCE_REINSTALL", "PIP_IGNORE_INSTALLED", "PIP_REQUIREMENT", "PIP_CONSTRAINT", "PIP_EDITABLE", "PIP_CONFIG_FILE", "PIP_DRY_RUN"];

    private readonly BuildCache _cache = new(context.CacheDirectory, "python", context.WorkDirectory);
    private readonly BuildCache _downloads = new(context.CacheDirectory, "python-downloads");
    private ImmutableDictionary<string, string> _environment =
        BuildEnvironment.Create(context, _defaults, "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_USER");

    private bool _systemPackages;

    public async ValueTask<BuildpackResult> RunAsync(CancellationToken cancellationToken)
    {
        var (interpreter, error) = await ChooseInterpreterAsync(cancellationToken);
        if (interpreter is null)
            return BuildpackResult.Failed(error!);

        var home = new PythonHome(app, interpreter);
        error = await RunHookAsync("bin/pre_compile", cancellationToken)
            ?? await InstallAsync(home, interpreter, cancellationToken)
            ?? await CollectStaticAsync(cancellationToken)
            ?? await RunHookAsync("bin/post_compile", cancellationToken);
        if (error is not null)
            return BuildpackResult.Failed(error);

        PythonProfile.WriteTo(app, home, _systemPackages, await FilesToMoveAsync(home, cancellationToken));
        if (app.ReadText("Procfile") is null)
            context.Output.Alert("There is no Procfile: nothing says how to start this app. Add one, such as 'web: gunicorn --bind 0.0.0.0:$PORT app:app'.");
        return new BuildpackResult
        {
            Components = PythonComponents.Read(app, home.SitePackages),
            Exports = ImmutableSortedDictionary<string, string>.Empty.Add("PATH", _environment["PATH"]),
        };
    }

    private async ValueTask<(PythonInterpreter?, string? Error)> ChooseInterpreterAsync(CancellationToken cancellationToken)
    {
        var output = context.Output;
        if (request.Source is null)
        {
            output.Step("No Python version was specified. Using the platform's python3");
            output.Alert("Add a file .python-version with a line such as '3.12', so that the app is always built and run with the version that you tested.");
        }
        else
        {
            output.Step($"Using Python {request.Text} specified in {request.Source}");
            if (request.Source == "runtime.txt")
                output.Alert("runtime.txt is deprecated. Replace it: put the version alone, such as '3.12', into a file .python-version.");
        }

        var (interpreter, found) = await PythonInterpreter.FindAsync(context, request, _environment, cancellationToken);
        if (interpreter is null)
        {
            (interpreter, var error) = await PythonInterpreter.GetAsync(context, finder, request, found, app.PathOf(PythonHome.Directory), _environment, cancellationToken);
            if (interpreter is null)
                return (null, error);
        }

        var (_, path) = await context.CaptureAsync("printf 'path %s\\n' \"$PATH\"", _environment, cancellationToken);
        _environment = _environment.SetItem("PATH", $"{app.PathOf(PythonHome.Directory)}/bin:{ShellAnswers.Find(path, "path")}");
        return (interpreter, null);
    }

    private async ValueTask<string?> InstallAsync(PythonHome home, PythonInterpreter interpreter, CancellationToken cancellationToken)
    {
        var output = context.Output;
        var requirements = PythonRequirements.Read(app, dependencies);
        var signature = $"v2; {context.Stack}; {interpreter.Version}; {(interpreter.IsInApp ? "own" : interpreter.Path)}; pip {interpreter.PipVersion}; {dependencies.Tool}; {requirements.Digest}";
        if (_cache.Restore(signature) == CacheState.Outdated)
            output.Step("Discarding cache since the stack, the Python version or the dependencies changed");
        if (_downloads.Restore(context.Stack) != CacheState.Valid)
            _downloads.Save(context.Stack);
        var isSettled = requirements.AreSettled && !_unsettling.Any(_environment.ContainsKey);
        var snapshot = new TreeSnapshot(context, _cache, "home", PythonHome.Directory, _environment);
        var isRestored = await snapshot.RestoreAsync(Packages, signature, cancellationToken, toChange: !isSettled);
        if (isRestored)
            output.Step("Restoring cache");

        output.Step($"Installing Python {interpreter.Version}");
        output.Detail($"Using {(interpreter.IsInApp ? "one of the app's own" : interpreter.Path)}");
        if (isRestored && isSettled)
        {
            output.Step($"Using the packages of the last build ({dependencies.File} is unchanged)");
            return null;
        }

        home.Create();
        var error = dependencies.Tool == "pip" ? await PipAsync(home, interpreter, cancellationToken) : await ToolAsync(cancellationToken);
        if (error is not null)
            return error;

        home.MakeProgramsMovable();
        if (!isRestored || await InstalledAnythingAsync(home, cancellationToken))
        {
            // Checked by nothing and without the directory of the build: the same packages always make the same slug,
            // and unpacking it with other file times does not make Python compile anew at every start.
            await context.CaptureAsync(
                $"python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash -s \"$PWD\" -p /app \"$PWD\"/{PythonHome.Directory}/lib", _environment, cancellationToken);

            // Editable installs belong to one build, and what the platform has may change; without them the next one installs anew.
            if (_systemPackages || (await FilesToMoveAsync(home, cancellationToken)).Count > 0)
                snapshot.Clear();
            else
                await snapshot.SaveAsync(Packages, signature, cancellationToken);
            await CacheBound.ApplyAsync(context, _environment, cancellationToken, (_downloads, dependencies.Tool, $"downloads of {dependencies.Tool}"));
        }

        _cache.Save(signature);
        return null;
    }

    /// <summary>Whether a package is newer than the environment's own file, which each build writes before it installs.</summary>
    private async ValueTask<bool> InstalledAnythingAsync(PythonHome home, CancellationToken cancellationToken)
    {
        var (_, newer) = await context.CaptureAsync(
            $"find {PythonHome.Directory}/lib -name RECORD -newer {home.Stamp} -print -quit", _environment, cancellationToken);
        return newer.Length > 0;
    }

    private async ValueTask<string?> PipAsync(PythonHome home, PythonInterpreter interpreter, CancellationToken cancellationToken)
    {
        if (interpreter.PipVersion is not { } pip || pip.CompareTo(_firstPipForOthers) < 0)
            return $"pip 22.3 or newer is needed for {interpreter.Path}, which has {(interpreter.PipVersion is { } old ? $"pip {old}" : "none")}. Install it: '{interpreter.Path} -m ensurepip --upgrade' (Debian: apt-get install python3-pip).";

        context.Output.Step("Installing dependencies using 'pip install -r requirements.txt'");
        var environment = _environment.SetItem("PIP_CACHE_DIR", _downloads.Open("pip"));
        var install = $"{ShellText.Quote(interpreter.Path)} -m pip --python {ShellText.Quote(home.Program)} install --no-compile";
        var error = await context.RunStepAsync("pip install -r requirements.txt", $"{install} -r requirements.txt", environment, cancellationToken);
        if (error is null)
            return null;

        // A machine without an index may have the packages itself, as Debian's python3-flask.
        home.Create(withSystemPackages: true);
        var (exitCode, _) = await context.CaptureAsync($"{install} --no-index -r requirements.txt", environment, cancellationToken);
        if (exitCode != 0)
            return $"{error}\nWhen no package index is reachable, give pip one with the config vars PIP_INDEX_URL or PIP_FIND_LINKS, or commit wheels and add the line '--find-links vendor/wheels' to requirements.txt.";

        _systemPackages = true;
        context.Output.Alert($"The packages above could not be downloaded. The ones installed on the platform satisfy requirements.txt, so the app uses those ({interpreter.Path}); they are not part of the slug.");
        return null;
    }

    private async ValueTask<string?> ToolAsync(CancellationToken cancellationToken)
    {
        var tool = dependencies.Tool;
        var (missing, version) = await context.CaptureAsync($"{tool} --version", _environment, cancellationToken);
        if (missing != 0)
            return $"{dependencies.File} is there, but {tool} is not installed where builds run. Install it ({PythonTool.Advice(tool)}), or export the dependencies to a requirements.txt and remove {dependencies.File}.";

        context.Output.Step($"Using {version.Trim()}");
        context.Output.Step($"Installing dependencies using {tool} and {dependencies.File}");
        var environment = PythonTool.Environment(dependencies, _environment, app.PathOf(PythonHome.Directory), _downloads.Open(tool));
        return await context.RunStepAsync($"{tool}, installing {dependencies.File},", PythonTool.InstallCommand(dependencies), environment, cancellationToken);
    }

    private async ValueTask<string?> CollectStaticAsync(CancellationToken cancellationToken)
    {
        if (!app.FileExists("manage.py") || (await context.CaptureAsync("python3 -c 'import django'", _environment, cancellationToken)).ExitCode != 0)
            return null;

        context.Output.Step("$ python manage.py collectstatic --noinput");
        if (_environment.GetValueOrDefault("DISABLE_COLLECTSTATIC") is { Length: > 0 } disabled && disabled != "0")
        {
            context.Output.Detail("Skipping since the config var DISABLE_COLLECTSTATIC is set");
            return null;
        }

        var error = await context.RunStepAsync("python manage.py collectstatic", "python3 manage.py collectstatic --noinput", _environment, cancellationToken);
        return error is null ? null : $"{error}\nSet STATIC_ROOT in Django's settings, or turn the step off with the config var DISABLE_COLLECTSTATIC=1.";
    }

    private async ValueTask<string?> RunHookAsync(string hook, CancellationToken cancellationToken)
    {
        if (!app.FileExists(hook))
            return null;

        context.Output.Step($"Running {hook} hook");
        return await context.RunStepAsync(hook, $"chmod +x {hook} && ./{hook}", _environment, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<string>> FilesToMoveAsync(PythonHome home, CancellationToken cancellationToken)
    {
        var (_, output) = await context.CaptureAsync(
            $"grep -lsF -e \"$PWD\" {ShellText.Quote(home.SitePackages)}/*.pth {ShellText.Quote(home.SitePackages)}/*.egg-link {ShellText.Quote(home.SitePackages)}/__editable__*.py",
            _environment, cancellationToken);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(app.FileExists)];
    }
}
