namespace Paas.Node;

/// <summary>Yarn 2 and later. Source: yarnpkg.com/cli/install.</summary>
internal sealed record YarnBerryPackageManager(string? Lockfile, bool LinksModules) : PackageManager("yarn", Lockfile)
{
    public override string Package => "@yarnpkg/cli-dist";

    public override string DefaultRange => "4";

    public override string ProductionVariable => "YARN_PRODUCTION";

    // Plug'n'Play runs from the archives of the cache, so they must be in the slug: .yarn/cache of the app.
    public override IEnumerable<KeyValuePair<string, string>> CacheSettings(string directory) => LinksModules
        ? [new("YARN_GLOBAL_FOLDER", directory), new("YARN_ENABLE_GLOBAL_CACHE", "true")]
        : [new("YARN_GLOBAL_FOLDER", directory), new("YARN_ENABLE_GLOBAL_CACHE", "false")];

    public override string Prune => "yarn workspaces focus --all --production";

    public override string Install(bool withDevelopment, bool useLockfile) =>
        (useLockfile ? "yarn install --immutable" : "yarn install --no-immutable") + (withDevelopment ? "" : " && " + Prune);
}
