namespace Paas.Node;

/// <summary>Yarn 1. Source: classic.yarnpkg.com/docs/cli/install.</summary>
internal sealed record YarnClassicPackageManager(string? Lockfile) : PackageManager("yarn", Lockfile)
{
    public override string DefaultRange => "1";

    public override string ProductionVariable => "YARN_PRODUCTION";

    public override IEnumerable<KeyValuePair<string, string>> CacheSettings(string directory) => [new("YARN_CACHE_FOLDER", directory)];

    public override string Prune => "yarn install --production --frozen-lockfile --ignore-engines --ignore-scripts --prefer-offline --non-interactive";

    public override string Install(bool withDevelopment, bool useLockfile) =>
        $"yarn install {(useLockfile ? "--frozen-lockfile" : "--no-lockfile")} --production={(withDevelopment ? "false" : "true")} --ignore-engines --prefer-offline --non-interactive";
}
