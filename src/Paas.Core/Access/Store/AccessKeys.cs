using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Paas.Access.Store;

/// <summary>Keys of the documents of accounts. Secrets and e-mail addresses are in them only as hashes.</summary>
internal static class AccessKeys
{
    public const string Accounts = "account/";
    public const string Clients = "client/";
    public const string AllAuthorizations = "authorization/";
    public const string Teams = "team/";
    public const string Transfers = "transfer/";
    public const string AuditHead = "audit/head";

    public static string Account(Guid account) => $"account/{account}";

    /// <param name="normalized">As <see cref="Paas.Access.Accounts.EmailAddress.Normalize"/> makes it.</param>
    public static string Email(string normalized) => $"email/{Hash(normalized)}";

    public static string Authorization(Guid account, Guid authorization) => $"authorization/{account}/{authorization}";

    public static string Authorizations(Guid account) => $"authorization/{account}/";

    public static string Token(string tokenHash) => $"token/{tokenHash}";

    public static string SshKey(Guid account, Guid key) => $"sshkey/{account}/{key}";

    public static string SshKeys(Guid account) => $"sshkey/{account}/";

    public static string Fingerprint(string sha256Hex) => $"fingerprint/{sha256Hex}";

    public static string Client(Guid client) => $"client/{client}";

    public static string Team(Guid team) => $"team/{team}";

    public static string TeamName(string name) => $"teamname/{name}";

    public static string Transfer(Guid transfer) => $"transfer/{transfer}";

    public static string AuditBucket(long bucket) => string.Create(CultureInfo.InvariantCulture, $"audit/{bucket:D12}/");

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
