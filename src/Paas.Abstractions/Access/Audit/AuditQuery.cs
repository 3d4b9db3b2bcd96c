namespace Paas;

/// <summary>Which audit records to read, newest first.</summary>
public sealed record AuditQuery
{
    /// <summary>Only those of this app, by name or id; needs the permission manage. Null for all, which only the platform's owner may read; others get their own.</summary>
    public string? App { get; init; }

    /// <summary>Only those with a lower number, to read on after a page; null for the newest.</summary>
    public long? Before { get; init; }

    /// <summary>At most so many, from 1 to 1,000.</summary>
    public int Limit { get; init; } = 200;
}
