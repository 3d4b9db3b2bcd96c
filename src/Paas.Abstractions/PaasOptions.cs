namespace Paas;

/// <summary>Settings shared by the packages of one platform; each has a default that works on a developer's machine.</summary>
public sealed class PaasOptions
{
    /// <summary>
    /// Directory of everything durable: state, slugs, git repositories, build caches, keys. Relative paths are taken
    /// from the current directory. Default <c>.paas</c>.
    /// </summary>
    public string DataDirectory { get; set; } = ".paas";

    /// <summary>Apps answer at <c>{app}.{BaseDomain}</c>. Default <c>localhost</c>, which resolves to loopback everywhere.</summary>
    public string BaseDomain { get; set; } = "localhost";

    /// <summary>Name of the stack that new apps get; shown as "Building on the Heroku-24 stack" and given to buildpacks as <c>STACK</c>.</summary>
    public string Stack { get; set; } = "heroku-24";

    /// <summary>Dyno sizes on offer: Heroku's, to which a host may add, or which it may replace. One must be named <c>standard-1x</c>.</summary>
    public IList<DynoSize> DynoSizes { get; } = [.. DynoSize.Heroku];

    /// <summary>The actor of calls that name none (see <see cref="IPlatform.As(string)"/>).</summary>
    public string DefaultActor { get; set; } = "owner@localhost";
}
