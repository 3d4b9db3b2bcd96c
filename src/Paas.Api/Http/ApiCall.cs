using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Paas.Api.Json;

namespace Paas.Api.Http;

/// <summary>A request that passed the checks of the pipeline: who asks, for which app, and what the request says.</summary>
internal sealed class ApiCall(HttpContext http, IPlatform platform, Caller caller)
{
    private Dictionary<string, Guid>? _users;
    private App? _app;

    public HttpContext Http { get; } = http;

    /// <summary>The facade for the caller: it refuses what the caller may not do.</summary>
    public IPlatform Platform { get; } = platform.As(caller);

    public Caller Caller { get; } = caller;

    /// <summary>The app of the route.</summary>
    public App App
    {
        get => _app ?? throw new InvalidOperationException("The route has no app.");
        set => _app = value;
    }

    /// <summary>The app's id as the facade takes it: a rename in between does not matter.</summary>
    public string AppId => App.Id.ToString();

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Points to the user with an e-mail address, who may have no account (any more).</summary>
    public async Task<UserReference> UserAsync(string email)
    {
        if (string.Equals(email, Caller.Email, StringComparison.OrdinalIgnoreCase))
            return new UserReference(Caller.AccountId, email);
        _users ??= new Dictionary<string, Guid>(StringComparer.OrdinalIgnoreCase);
        if (_users.TryGetValue(email, out var known))
            return new UserReference(known, email);
        try
        {
            known = (await platform.Accounts.Users.GetAsync(email, Aborted)).Id;
        }
        catch (PaasException exception) when (exception.Id == PaasErrors.NotFound)
        {
            known = DerivedId.Of("user", email);
        }

        _users[email] = known;
        return new UserReference(known, email);
    }

    /// <summary>Whether a part of the path names the caller: <c>~</c>, an e-mail address or an id.</summary>
    public bool IsCaller(string account) =>
        account == "~" || string.Equals(account, Caller.Email, StringComparison.OrdinalIgnoreCase) || account == Caller.AccountId.ToString();

    /// <summary>A part of the path, with escapes that the server leaves (<c>%2F</c>) resolved.</summary>
    public string Path(string name) => Uri.UnescapeDataString((string)Http.Request.RouteValues[name]!);

    /// <summary>Scheme and authority under which the caller reached the API, with a slash at the end.</summary>
    public Uri BaseUrl => new($"{Http.Request.Scheme}://{Http.Request.Host}/");

    /// <summary>The JSON body, or an empty object where none was sent.</summary>
    public Task<T> ReadAsync<T>(JsonTypeInfo<T> type) where T : class, new() => ReadAsync(Http, type);

    /// <summary>The same for a request without a caller.</summary>
    public static async Task<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type) where T : class, new()
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var body = buffer.ToArray();
        if (body.Length == 0)
            return new T();
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw ApiException.BadRequest("The request body is null. Send a JSON object.");
        }
        catch (JsonException exception)
        {
            throw ApiException.BadRequest(Describe(exception));
        }
    }

    private static string Describe(JsonException exception)
    {
        var field = exception.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;
        return field is null
            ? "The request body is not a JSON object."
            : $"The field '{field}' of the request body has a value that cannot be understood.";
    }
}
