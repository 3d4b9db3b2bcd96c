using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paas.Api.Local;

/// <summary>
/// Writes <c>{DataDirectory}/heroku.env</c> once the server listens: every variable that the <c>heroku</c> client needs to work
/// with this platform and with nothing else. It has no secret itself; the token comes from the file beside it.
/// </summary>
internal sealed partial class ClientEnvironment(
    IOptions<ApiOptions> options, IOptions<PaasOptions> paas, LocalAddresses addresses, LocalCertificate certificate,
    IHostApplicationLifetime lifetime, ILogger<ClientEnvironment> logger) : IHostedService
{
    private readonly string _directory = Path.GetFullPath(paas.Value.DataDirectory);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Port is not null)
            lifetime.ApplicationStarted.Register(Write);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Write()
    {
        var path = Path.Combine(_directory, "heroku.env");
        try
        {
            PrivateFile.Write(path, ClientVariables.Format(addresses.Plain!, addresses.Tls!, Path.Combine(_directory, "token"), certificate.AuthorityFile));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(logger, path, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{File} could not be written; the heroku client has to be told its variables by hand.")]
        public static partial void NotWritten(ILogger logger, string file, Exception exception);
    }
}
