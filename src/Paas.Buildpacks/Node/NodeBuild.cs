using System.Collections.Immutable;
using Paas.Caching;
using Paas.Environments;
using Paas.Files;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Node;

/// <summary>One build of a Node.js app: the steps in Heroku's order, each with its part of the transcript.</summary>
internal sealed class NodeBuild(BuildContext context, ConfinedDirectory app, PackageManifest manifest, PackageManager manager, ToolchainFinder finder)
{
    private static readonly Dictionary<string, string> _defaults = new()
    {
        ["NPM_CONFIG_LOGLEVEL"] = "error",
        ["NODE_VERBOSE"] = "false",
        ["NODE_ENV"] = "production",
        ["NODE_MODULES_CACHE"] = "true",
        ["NODE_OPTIONS"] = "--max_old_space_size=2560",
        ["NPM_CONFIG_UPDATE_NOTIFIER"] = "false",
        ["NPM_CONFIG_FUND"] = "false",
        ["NPM_CONFIG_AUDIT"] = "false",
        ["COREPACK_ENABLE_DOWNLOAD_PROMPT"] = "0",
        ["YARN_ENABLE_TELEMETRY"] = "0",
    };

    // Two states of node_modules.
    private const string Installed = "installed";
    private const string Pruned = "pruned";

    private static readonly string[] _shownVariables = ["NPM_CONFIG_LOGLEVEL", "NODE_VERBOSE", "NODE_ENV", "NODE_MODULES_CACHE"];

    private readonly BuildCache _cache = new(context.CacheDirectory, "node", context.WorkDirectory);
    private ImmutableDictionary<string, string> _environment = BuildEnvironment.Create(context, _defaults);

    private string? _modulesKey;
    private bool _restoredPruned;

    private TreeSnapshot Snapshot => new(context, _cache, "modules", "node_modules", _environment);

    private string BuildScript => manifest.Scripts.ContainsKey("heroku-postbuild") ? "heroku-postbuild" : "build";

    private string? PruneSkipped
    {
        get
        {
            var variable = $"{manager.Program.ToUpperInvariant()}_SKIP_PRUNING";
            if (_environment["NODE_ENV"] != "production")
                return $"NODE_ENV is '{_environment["NODE_ENV"]}'";
            if (Production is not null)
                return $"{manager.ProductionVariable} is '{Production}'";
            return _environment.GetValueOrDefault(variable) == "true" ? $"{variable} is 'true'" : null;
        }
    }

    private bool UsesCache => _environment["NODE_MODULES_CACHE"] != "false";

    private string? Production => _environment.GetValueOrDefault(manager.ProductionVariable);

    public async ValueTask<BuildpackResult> RunAsync(CancellationToken cancellationToken)
    {
        var output = context.Output;
        output.Step("Creating runtime environment");
        foreach (var name in _shownVariables)
            output.Detail($"{name}={_environment[name]}");

        output.Step("Installing binaries");
        var (tools, error) = await NodeToolchain.PrepareAsync(context, finder, manifest, manager, new BuildCache(context.CacheDirectory, "node-tools"), _environment, cancellationToken);
        if (tools is null)
            return BuildpackResult.Failed(error!);

        var modulesBin = app.PathOf("node_modules/.bin");
        _environment = _environment.SetItem("PATH", $"{modulesBin}:{tools.SearchPath}");

        var signature = $"v1; {context.Stack}; node {tools.Node.Version}; npm {tools.NpmVersion}; {manager.GetType().Name} {tools.ManagerVersion}";
        _modulesKey = UsesCache ? ModulesKey.Create(app, manifest, manager, signature, context.ConfigVars) : null;
        error = await RestoreCacheAsync(signature, cancellationToken)
            ?? await InstallAsync(cancellationToken)
            ?? await BuildScriptAsync(cancellationToken)
            ?? await SaveCacheAsync(signature, cancellationToken)
            ?? await PruneAsync(cancellationToken)
            ?? await NodeProfile.InstallAsync(context, app, tools, _environment, cancellationToken);
        if (error is not null)
            return BuildpackResult.Failed(error);

        output.Step("Build succeeded!");
        return new BuildpackResult
        {
            DefaultProcessTypes = DefaultProcessTypes(),
            Components = NodeComponents.Read(app, manifest, manager, withDevelopment: PruneSkipped is not null && Production != "true"),
            Exports = ImmutableSortedDictionary<string, string>.Empty.Add("PATH", _environment["PATH"]),
        };
    }

    private async ValueTask<string?> RestoreCacheAsync(string signature, CancellationToken cancellationToken)
    {
        context.Output.Step("Restoring cache");
        if (!UsesCache)
        {
            context.Output.Detail("Caching has been disabled because NODE_MODULES_CACHE=false");
            _cache.Clear();
            return null;
        }

        var state = _cache.Restore(signature);
        context.Output.Detail(state switch
        {
            CacheState.Valid => $"- {manager.Program} cache",
            CacheState.Outdated => "The cache was dropped: node, the package manager or the stack changed",
            _ => "The cache is empty",
        });
        foreach (var (name, value) in manager.CacheSettings(_cache.Open(manager.Program)))
            _environment = _environment.SetItem(name, value);
        return state == CacheState.Valid ? await CacheDirectoriesAsync(restore: true, cancellationToken) : null;
    }

    private async ValueTask<string?> InstallAsync(CancellationToken cancellationToken)
    {
        context.Output.Step("Installing dependencies");
        if (_modulesKey is { } key)
        {
            // Without a script in between, what would be pruned need not come back first.
            _restoredPruned = PruneSkipped is null && !manifest.Scripts.ContainsKey(BuildScript) && await Snapshot.RestoreAsync(Pruned, key, cancellationToken);
            if (_restoredPruned || await Snapshot.RestoreAsync(Installed, key, cancellationToken))
            {
                context.Output.Detail($"Using the node modules of the last build (package.json and {manager.Lockfile} are unchanged)");
                return null;
            }
        }

        var error = await InstallAnewAsync(cancellationToken);
        if (error is not null || _modulesKey is null)
            return error;

        if (app.DirectoryExists("node_modules") && InstallScripts.AreSelfContained(app))
            await Snapshot.SaveAsync(Installed, _modulesKey, cancellationToken);
        else
            _modulesKey = null;
        return null;
    }

    private async ValueTask<string?> InstallAnewAsync(CancellationToken cancellationToken)
    {
        Snapshot.Clear();
        var error = await RunScriptAsync("heroku-prebuild", cancellationToken);
        if (error is not null)
            return error;

        if (manager is NpmPackageManager && app.DirectoryExists("node_modules") && !HasCacheDirectory("node_modules"))
        {
            context.Output.Alert("node_modules is checked in. It makes pushes slow and may hold binaries of another system: git rm -r --cached node_modules, and add it to .gitignore.");
            context.Output.Detail("Rebuilding any native modules");
            error = await RunAsync("npm rebuild", "npm rebuild", cancellationToken);
            if (error is not null)
                return error;
            context.Output.Detail("Installing any new modules (package.json)");
            return await RunAsync("npm install", manager.Install(Production != "true", useLockfile: false), cancellationToken);
        }

        var useLockfile = manager.Lockfile is not null && !(manager is NpmPackageManager && _environment.GetValueOrDefault("USE_NPM_INSTALL") == "true");
        context.Output.Detail($"Installing node modules ({(useLockfile ? manager.Lockfile : "package.json")})");
        if (manager.Lockfile is null)
            context.Output.Alert($"There is no lockfile: the next build may get other versions. Run '{manager.Program} install' and commit the lockfile that it writes.");

        var install = manager.Install(Production != "true", useLockfile);
        return await RunAsync(install, install, cancellationToken);
    }

    private async ValueTask<string?> BuildScriptAsync(CancellationToken cancellationToken)
    {
        context.Output.Step("Build");
        return await RunScriptAsync(BuildScript, cancellationToken);
    }

    private async ValueTask<string?> SaveCacheAsync(string signature, CancellationToken cancellationToken)
    {
        if (!UsesCache)
            return null;

        context.Output.Step("Caching build");
        context.Output.Detail($"- {manager.Program} cache");
        var error = await CacheDirectoriesAsync(restore: false, cancellationToken);
        _cache.Save(signature);
        return error;
    }

    private async ValueTask<string?> PruneAsync(CancellationToken cancellationToken)
    {
        context.Output.Step("Pruning devDependencies");
        if (PruneSkipped is { } skipped)
            context.Output.Detail($"Skipping because {skipped}");
        else if (await PruneModulesAsync(cancellationToken) is { } error)
            return error;

        return await RunScriptAsync("heroku-cleanup", cancellationToken);
    }

    private async ValueTask<string?> PruneModulesAsync(CancellationToken cancellationToken)
    {
        if (_restoredPruned)
            return null;

        // What the app's build wrote among the modules, only the package manager can keep.
        var unchanged = _modulesKey is not null && await Snapshot.IsUnchangedAsync(Installed, cancellationToken);
        if (unchanged && await Snapshot.RestoreAsync(Pruned, _modulesKey!, cancellationToken))
        {
            context.Output.Detail("Using the pruned node modules of the last build");
            return null;
        }

        var error = await RunAsync(manager.Prune, manager.Prune, cancellationToken);
        if (error is null && unchanged)
            await Snapshot.SaveAsync(Pruned, _modulesKey!, cancellationToken);
        return error;
    }

    private async ValueTask<string?> CacheDirectoriesAsync(bool restore, CancellationToken cancellationToken)
    {
        var store = _cache.Open("directories");
        foreach (var directory in manifest.CacheDirectories)
        {
            if (Path.IsPathRooted(directory) || directory.Split('/').Contains(".."))
                return $"package.json names '{directory}' in \"cacheDirectories\"; it must be a path inside the app.";

            // Copied by the build dyno: what a build wrote is followed with no more rights than the build had.
            var kept = ShellText.Quote($"{store}/{directory}");
            var used = ShellText.Quote($"./{directory}");
            var (from, to) = restore ? (kept, used) : (used, kept);
            var error = await RunAsync("Copying a cache directory", $"if [ -d {from} ]; then rm -rf {to} && mkdir -p {to} && cp -a {from}/. {to}/; fi", cancellationToken);
            if (error is not null)
                return error;
            context.Output.Detail($"- {directory}");
        }

        return null;
    }

    private bool HasCacheDirectory(string name) => manifest.CacheDirectories.Any(directory => directory.Trim('/') == name) && _cache.Contains($"directories/{name}");

    private async ValueTask<string?> RunScriptAsync(string name, CancellationToken cancellationToken)
    {
        if (!manifest.Scripts.ContainsKey(name))
            return null;

        context.Output.Detail($"Running {name}");
        return await RunAsync($"The script '{name}' of package.json", manager.RunScript(name), cancellationToken, isScript: true);
    }

    private ValueTask<string?> RunAsync(string name, string commandLine, CancellationToken cancellationToken, bool isScript = false) =>
        context.RunStepAsync(commandLine, _environment, (exitCode, output) => NodeFailure.Explain(name, isScript ? null : manager, exitCode, output), cancellationToken);

    private ImmutableSortedDictionary<string, string> DefaultProcessTypes()
    {
        var none = ImmutableSortedDictionary<string, string>.Empty;
        var procfile = app.ReadText("Procfile");

        // A server of the Model Context Protocol has its own process type and answers no web requests.
        if (procfile?.Split('\n').Any(static line => line.StartsWith("mcp", StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal)) == true)
            return none;
        // Without node_modules only Yarn knows where the packages are.
        if (manager is YarnBerryPackageManager { LinksModules: false } && manifest.Scripts.ContainsKey("start"))
            return none.Add("web", "yarn start");
        if (manifest.Scripts.ContainsKey("start") || app.FileExists("server.js"))
            return none.Add("web", "npm start");
        if (procfile is null)
            context.Output.Alert("Nothing says how to start this app. Add \"scripts\": { \"start\": \"node index.js\" } to package.json, or a Procfile with 'web: node index.js'.");
        return none;
    }
}
