using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using LibGit2Sharp;

namespace Paas.Fetching;

/// <summary>
/// Git over HTTP for libgit2, by our own client: libgit2's would follow redirects to private addresses. It is known to libgit2 by schemes of
/// its own, one pair for guarded connections. Source: git-scm.com/docs/http-protocol.
/// </summary>
internal class GitTransport(bool guarded) : RpcSmartSubtransport
{
    private const string Open = "paas-";
    private const string Guarded = "paas-guarded-";

    private static readonly HttpClient _open = GuardedHttp.Create(guarded: false);
    private static readonly HttpClient _guarded = GuardedHttp.Create(guarded: true);

    // libgit2 makes transports itself, on the thread that asks it for something.
    private static readonly ThreadLocal<CancellationToken> _current = new();

    // It has its own words for every failure of a transport.
    private static readonly ThreadLocal<HttpRequestException?> _failure = new();

    // libgit2 keeps these for the whole process.
    private static readonly Lazy<bool> _registered = new(static () =>
    {
        foreach (var scheme in (string[])["http", "https"])
        {
            GlobalSettings.RegisterSmartSubtransport<OpenGitTransport>(Open + scheme);
            GlobalSettings.RegisterSmartSubtransport<GuardedGitTransport>(Guarded + scheme);
        }

        return true;
    });

    private readonly CancellationToken _cancellation = _current.Value;
    private string? _repository;
    private AuthenticationHeaderValue? _authorization;

    /// <summary>The address by which libgit2 uses this transport.</summary>
    public static string AddressOf(string address, bool guarded)
    {
        _ = _registered.Value;
        return (guarded ? Guarded : Open) + address;
    }

    /// <summary>Asks libgit2 for something, the requests of which end when it is given up; libgit2 itself would wait for a silent server.</summary>
    public static T Run<T>(Func<T> ask, CancellationToken cancellationToken)
    {
        _current.Value = cancellationToken;
        _failure.Value = null;
        try
        {
            return ask();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (LibGit2SharpException exception) when (_failure.Value is { } failure)
        {
            throw new HttpRequestException(failure.Message, exception);
        }
        finally
        {
            _current.Value = default;
        }
    }

    protected override SmartSubtransportStream Action(string url, GitSmartSubtransportAction action)
    {
        _repository ??= url[(guarded ? Guarded : Open).Length..].TrimEnd('/');
        return action switch
        {
            GitSmartSubtransportAction.UploadPackList => new GitTransportStream(this, HttpMethod.Get, "/info/refs?service=git-upload-pack"),
            GitSmartSubtransportAction.UploadPack => new GitTransportStream(this, HttpMethod.Post, "/git-upload-pack"),
            _ => throw new NotSupportedException("Buildpacks are fetched, not pushed."),
        };
    }

    /// <summary>Reads of an answer; libgit2 wants it to be done when this returns.</summary>
    public int Read(Stream content, byte[] buffer) => content.ReadAsync(buffer, _cancellation).AsTask().GetAwaiter().GetResult();

    /// <summary>Sends a request, again with credentials when the server asks for them. A redirect counts for what follows, too.</summary>
    public HttpResponseMessage Send(HttpMethod method, string path, byte[]? body)
    {
        try
        {
            return SendWithCredentials(method, path, body);
        }
        catch (HttpRequestException exception)
        {
            _failure.Value = exception;
            throw;
        }
    }

    private HttpResponseMessage SendWithCredentials(HttpMethod method, string path, byte[]? body)
    {
        var response = SendOnce(method, path, body);
        if (response.StatusCode == System.Net.HttpStatusCode.Unauthorized && _authorization is null
            && AcquireCredentials(out var credentials, "", typeof(UsernamePasswordCredentials)) == 0 && credentials is UsernamePasswordCredentials known)
        {
            response.Dispose();
            _authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{known.Username}:{known.Password}")));
            response = SendOnce(method, path, body);
        }

        if (!response.IsSuccessStatusCode)
        {
            var status = (int)response.StatusCode;
            response.Dispose();
            throw new HttpRequestException(FormattableString.Invariant($"the server answered {status}"));
        }

        if (method == HttpMethod.Get && response.Content.Headers.ContentType?.MediaType != "application/x-git-upload-pack-advertisement")
        {
            response.Dispose();
            throw new HttpRequestException("the server hands out files and does not speak git's smart protocol (git http-backend does)");
        }

        var final = response.RequestMessage!.RequestUri!.AbsoluteUri;
        if (final.EndsWith(path, StringComparison.Ordinal))
            _repository = final[..^path.Length];
        return response;
    }

    private HttpResponseMessage SendOnce(HttpMethod method, string path, byte[]? body)
    {
        using var request = new HttpRequestMessage(method, _repository + path);
        request.Headers.Authorization = _authorization;
        request.Headers.UserAgent.ParseAdd("git/2.0 (paas)");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-git-upload-pack-request");
            request.Headers.Accept.ParseAdd("application/x-git-upload-pack-result");
        }

        return (guarded ? _guarded : _open).Send(request, HttpCompletionOption.ResponseHeadersRead, _cancellation);
    }
}
