namespace Paas.Node;

/// <summary>pnpm. Source: pnpm.io/cli/install.</summary>
internal sealed record PnpmPackageManager(string? Lockfile, string? LockfileText) : PackageManager("pnpm", Lockfile)
{
    // pnpm 8 is the last that reads lockfiles before version 9.
    public override string DefaultRange => LockfileText is null || LockfileText.Contains("lockfileVersion: '9", StringComparison.Ordinal) ? "10" : "8";

    public override string ProductionVariable => "PNPM_PRODUCTION";

    public override IEnumerable<KeyValuePair<string, string>> CacheSettings(string directory) => [new("NPM_CONFIG_STORE_DIR", directory)];

    public override string Prune => "CI=true pnpm prune --prod --ignore-scripts";

    // Links from node_modules into the store would not survive the move into the dyno.
    public override string Install(bool withDevelopment, bool useLockfile) =>
        $"CI=true pnpm install {(useLockfile ? "--frozen-lockfile" : "--no-frozen-lockfile")} --prod={(withDevelopment ? "false" : "true")} --package-import-method=copy --prefer-offline";
}
