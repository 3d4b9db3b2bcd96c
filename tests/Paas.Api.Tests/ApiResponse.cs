using System.Text.Json;

namespace Paas.Api.Tests;

/// <summary>What the API answered.</summary>
internal sealed class ApiResponse(HttpResponseMessage response, string body)
{
    private readonly Dictionary<string, string> _headers = response.Headers.Concat(response.Content.Headers).ToDictionary(
        static header => header.Key, static header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);

    public int Status { get; } = (int)response.StatusCode;

    public string Body => body;

    public JsonElement Json => JsonDocument.Parse(body).RootElement;

    public string? ErrorId => Status >= 400 ? Json.GetProperty("id").GetString() : null;

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    public ApiResponse Expect(int status)
    {
        Assert.True(Status == status, $"{status} was expected, but it was {Status}: {body}");
        return this;
    }
}
