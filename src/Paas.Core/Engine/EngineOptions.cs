namespace Paas;

/// <summary>Times and limits of the engine. Defaults are Heroku's.</summary>
public sealed class EngineOptions
{
    /// <summary>A web dyno must bind <c>$PORT</c> within this time of its start (R10). Default 60 s.</summary>
    public TimeSpan BootTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A web dyno that listens elsewhere but not on <c>$PORT</c> is given up after this time, with the evidence. Default 10 s.
    /// </summary>
    public TimeSpan WrongPortGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>From SIGTERM to SIGKILL (R12). Default 30 s.</summary>
    public TimeSpan ExitTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a dyno that left the routes may finish its requests before SIGTERM. Default 30 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A dyno that crashes sooner than this after its start has its next start delayed. Default 10 min.</summary>
    public TimeSpan CrashWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Delay before the start after the second crash in a row; doubles with each further one. The first restart is immediate. Default 10 min.</summary>
    public TimeSpan CrashDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Longest delay after a crash. Default 24 h.</summary>
    public TimeSpan MaxCrashDelay { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Whether dynos are replaced once a day. Default false: Heroku does.</summary>
    public bool CycleDynos { get; set; }

    /// <summary>After this time of its life a dyno is cycled, where that is on. Default 24 h.</summary>
    public TimeSpan CycleAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Most that is added to it, at random for each dyno. Default 216 min.</summary>
    public TimeSpan CycleJitter { get; set; } = TimeSpan.FromMinutes(216);

    /// <summary>A build is ended after this time. Default 15 min.</summary>
    public TimeSpan BuildTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>A release command is ended after this time and its release fails. Default 1 h.</summary>
    public TimeSpan ReleaseTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Largest compressed slug in bytes. Default 500 MB.</summary>
    public long MaxSlugSize { get; set; } = 500L * 1024 * 1024;

    /// <summary>Builds that run at the same time; further ones wait. Default: the number of processors, at least 2.</summary>
    public int MaxConcurrentBuilds { get; set; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>How long the start waits for the driver to tell which dynos of an earlier host process run on. Default 30 s.</summary>
    public TimeSpan AdoptionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Every app is planned anew this often, so that a lost event heals. Default 1 min.</summary>
    public TimeSpan ResyncInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Most one-off dynos that an app runs at the same time. Default 50.</summary>
    public int MaxOneOffs { get; set; } = 50;

    /// <summary>An attached one-off dyno is given up when no client connects within this time (R13). Default 30 s.</summary>
    public TimeSpan AttachTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The client of a one-off dyno is disconnected after this time without input and output. Default 1 h.</summary>
    public TimeSpan AttachIdleTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often the autoscaler looks at the process types that scale by themselves. Default 10 s.</summary>
    public TimeSpan AutoscalingInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How far back the figures go by which the autoscaler decides. Default 1 min, as on Heroku.</summary>
    public TimeSpan AutoscalingWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// When apps sleep that have no policy of their own; null, the default, as on Heroku: those with an eco web dyno after 30 min.
    /// </summary>
    public SleepPolicy? Sleep { get; set; }

    /// <summary>Variables that every command of a build gets, such as a mirror's address for a buildpack.</summary>
    public IDictionary<string, string> BuildVariables { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Called before each build with the app and the variables that its commands get, to change them.</summary>
    public Action<App, IDictionary<string, string>>? ConfigureBuild { get; set; }

    /// <summary>
    /// PEM file with certificates of authorities that the commands of a build trust beside the machine's, such as the one of a
    /// proxy that looks into TLS. They are told by <c>SSL_CERT_FILE</c>, <c>CURL_CA_BUNDLE</c>, <c>GIT_SSL_CAINFO</c>,
    /// <c>NODE_EXTRA_CA_CERTS</c> and the like, wherever builds run. Null: none.
    /// </summary>
    public string? BuildCertificates { get; set; }

    /// <summary>
    /// Directory whose content an app's build cache begins with, such as toolchains that buildpacks would download otherwise. Null: caches begin
    /// empty.
    /// </summary>
    public string? CacheSeedDirectory { get; set; }

    /// <summary>
    /// Variables of the host's environment that build commands get: proxies and certificate authorities. Dynos get none.
    /// </summary>
    public IList<string> BuildEnvironment { get; } =
    [
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "PIP_CERT", "GIT_SSL_CAINFO",
    ];
}
