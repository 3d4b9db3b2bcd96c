using Microsoft.Extensions.Options;
using Paas.Fetching;

namespace Paas.Api.Sources;

/// <summary>Fetches archives of source from other servers.</summary>
internal sealed class SourceFetcher(IOptions<ApiOptions> options) : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http = GuardedHttp.Create(guarded: !options.Value.AllowPrivateAddresses);

    /// <summary>The archive in a file that is gone once it is closed.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: it is not to be had.</exception>
    public async Task<Stream> FetchAsync(Uri url, CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(_timeout);
        var cancellationToken = patience.Token;
        try
        {
            using var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw Refuse($"its server answered {(int)response.StatusCode}");
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await CopyAsync(body, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            throw exception.InnerException as PaasException ?? Refuse(exception is OperationCanceledException ? $"it took more than {_timeout.TotalMinutes:0} minutes" : exception.Message);
        }
    }

    private async Task<Stream> CopyAsync(Stream body, CancellationToken cancellationToken)
    {
        var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 81_920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            var buffer = new byte[81_920];
            int read;
            while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (file.Length + read > options.Value.MaxSourceSize)
                    throw Refuse($"it has more than {options.Value.MaxSourceSize} bytes");
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    // Not the URL: its query is often a signature.
    private static PaasException Refuse(string reason) => new(PaasErrors.InvalidParams, $"The source could not be fetched: {reason}.");
}
