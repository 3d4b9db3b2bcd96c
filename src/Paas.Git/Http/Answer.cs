using Microsoft.AspNetCore.Http;

namespace Paas.Git.Http;

/// <summary>Answers that are not git packets. Git shows text/plain as "remote:" lines.</summary>
internal static class Answer
{
    public static Task TextAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        return context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }
}
