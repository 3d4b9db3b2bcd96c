using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Paas.Toolchains.Downloads;

/// <summary>
/// HTTP for toolchains: requests by the host itself, through the proxy that its environment names, with a bound on size and
/// on silence. Every failure is a <see cref="PaasException"/> that names the address without its password.
/// </summary>
internal sealed class ToolchainWeb : IDisposable
{
    private const int MaxIndexSize = 64 << 20;

    private readonly TimeProvider _time;
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxAutomaticRedirections = 5,
        AutomaticDecompression = DecompressionMethods.All,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("Paas", null) } },
    };

    public ToolchainWeb(TimeProvider time) => _time = time;

    /// <summary>A peer that sends nothing for so long is given up.</summary>
    public static TimeSpan MaxSilence { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The whole text at an address; null when there is none (404).</summary>
    public async ValueTask<string?> FindTextAsync(Uri address, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        var found = await GetAsync(address, 0, async (response, silence) =>
        {
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
                return false;
            if (response.StatusCode != HttpStatusCode.OK)
                throw Failed(address, $"answered {(int)response.StatusCode}");
            await CopyAsync(address, response, text, MaxIndexSize, silence, static _ => { });
            return true;
        }, cancellationToken);
        return found ? Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length) : null;
    }

    /// <summary>Sends a GET for the bytes from an offset on, and hands its response on with a token that ends when nothing comes any more.</summary>
    public async ValueTask<T> GetAsync<T>(Uri address, long offset, Func<HttpResponseMessage, Silence, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        using var silence = new Silence(_time, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, WithoutUser(address));
            if (address.UserInfo.Length > 0)
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
            if (offset > 0)
            {
                request.Headers.Range = new RangeHeaderValue(offset, null);
                request.Headers.AcceptEncoding.ParseAdd("identity");
            }

            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            return await read(response, silence);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(address, $"sent nothing for {MaxSilence.TotalSeconds:0} seconds");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Failed(address, e is HttpRequestException { InnerException: { } inner } ? inner.Message : e.Message);
        }
    }

    /// <summary>Copies a body; <paramref name="progress"/> hears how many bytes are there.</summary>
    public static async ValueTask CopyAsync(Uri address, HttpResponseMessage response, Stream to, long most, Silence silence, Action<long> progress)
    {
        await using var body = await response.Content.ReadAsStreamAsync(silence.Token);
        var buffer = new byte[128 << 10];
        for (long total = 0; ;)
        {
            var count = await body.ReadAsync(buffer, silence.Token);
            if (count == 0)
                return;
            silence.Broken();
            total += count;
            if (total > most)
                throw Failed(address, $"is larger than the {most >> 20} MB that are allowed");
            await to.WriteAsync(buffer.AsMemory(0, count), silence.Token);
            progress(total);
        }
    }

    public static PaasException Failed(Uri address, string problem) => new(PaasErrors.Unavailable, $"{WithoutUser(address)} {problem}.");

    public static Uri WithoutUser(Uri address) => address.UserInfo.Length == 0 ? address : new UriBuilder(address) { UserName = "", Password = "" }.Uri;

    public void Dispose() => _client.Dispose();

    /// <summary>Ends a request that has become silent.</summary>
    public sealed class Silence : IDisposable
    {
        private readonly CancellationTokenSource _timer;
        private readonly CancellationTokenSource _either;

        public Silence(TimeProvider time, CancellationToken cancellationToken)
        {
            _timer = new CancellationTokenSource(MaxSilence, time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
        }

        public CancellationToken Token => _either.Token;

        public void Broken() => _timer.CancelAfter(MaxSilence);

        public void Dispose()
        {
            _either.Dispose();
            _timer.Dispose();
        }
    }
}
