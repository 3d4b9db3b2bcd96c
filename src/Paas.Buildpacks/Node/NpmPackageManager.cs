namespace Paas.Node;

/// <summary>npm, which comes with Node.js.</summary>
internal sealed record NpmPackageManager(string? Lockfile) : PackageManager("npm", Lockfile)
{
    public override string DefaultRange => "latest";

    public override string ProductionVariable => "NPM_CONFIG_PRODUCTION";

    public override IEnumerable<KeyValuePair<string, string>> CacheSettings(string directory) => [new("NPM_CONFIG_CACHE", directory)];

    public override string Prune => "npm prune --omit=dev";

    public override string Install(bool withDevelopment, bool useLockfile) =>
        $"npm {(useLockfile ? "ci" : "install --no-save")} {(withDevelopment ? "--include=dev" : "--omit=dev")}";
}
