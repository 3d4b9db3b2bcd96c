using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;

namespace Paas.Docker.Daemon;

/// <summary>What went wrong with a daemon, for people.</summary>
internal static class DaemonErrors
{
    /// <summary>Whether the daemon could not be reached or went away, in contrast to refusing.</summary>
    public static bool IsAway(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException or TimeoutException or ObjectDisposedException
        // The client gives up by its own time limit.
        || exception is TaskCanceledException { CancellationToken.IsCancellationRequested: false }
        || (exception is DockerApiException { StatusCode: >= System.Net.HttpStatusCode.InternalServerError } api && Text(api).Contains("containerd", StringComparison.Ordinal));

    /// <summary>The daemon's own words, without the JSON around them.</summary>
    public static string Text(DockerApiException exception)
    {
        try
        {
            using var document = JsonDocument.Parse(exception.ResponseBody ?? "");
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("message", out var message))
                return message.GetString() ?? exception.Message;
        }
        catch (JsonException)
        {
            // It said it in another form.
        }

        return exception.Message;
    }

    /// <summary>A sentence with the cause and what to do.</summary>
    public static string Explain(Exception exception, Uri endpoint) => exception switch
    {
        DockerApiException api => $"The Docker daemon refused: {Text(api)}",
        _ when IsAway(exception) => $"The Docker daemon at {endpoint} cannot be reached: {exception.Message} Check that it runs and that this user may use it, or set DockerOptions.Endpoint.",
        _ => exception.Message,
    };
}
