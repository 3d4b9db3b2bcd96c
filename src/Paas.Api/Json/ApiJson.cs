using System.Text.Json;
using System.Text.Json.Serialization;
using Paas.Api.Accounts;
using Paas.Api.Apps;
using Paas.Api.Audit;
using Paas.Api.Buildpacks;
using Paas.Api.Builds;
using Paas.Api.Catalog;
using Paas.Api.Certificates;
using Paas.Api.Domains;
using Paas.Api.Dynos;
using Paas.Api.Features;
using Paas.Api.Formations;
using Paas.Api.Http;
using Paas.Api.Logs;
using Paas.Api.OAuth;
using Paas.Api.Releases;
using Paas.Api.Sharing;
using Paas.Api.SignIn;
using Paas.Api.Slugs;
using Paas.Api.Sources;
using Paas.Api.SshKeys;
using Paas.Api.Teams;

namespace Paas.Api.Json;

/// <summary>JSON of the API: snake_case, nulls written out, since clients tell "null" from "missing".</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    AllowDuplicateProperties = false,
    Converters = [typeof(TimestampConverter)])]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(IEnumerable<AppBody>))]
[JsonSerializable(typeof(AppChange))]
[JsonSerializable(typeof(AppFilter))]
[JsonSerializable(typeof(AccountBody))]
[JsonSerializable(typeof(AccountChange))]
[JsonSerializable(typeof(RateLimitBody))]
[JsonSerializable(typeof(BrowserSignInRequest))]
[JsonSerializable(typeof(BrowserSignInBody))]
[JsonSerializable(typeof(BrowserSignInResult))]
[JsonSerializable(typeof(IEnumerable<AuthorizationBody>))]
[JsonSerializable(typeof(AuthorizationChange))]
[JsonSerializable(typeof(IEnumerable<ClientBody>))]
[JsonSerializable(typeof(ClientChange))]
[JsonSerializable(typeof(IEnumerable<SshKeyBody>))]
[JsonSerializable(typeof(SshKeyRequest))]
[JsonSerializable(typeof(IEnumerable<CollaboratorBody>))]
[JsonSerializable(typeof(CollaboratorRequest))]
[JsonSerializable(typeof(IEnumerable<AppTransferBody>))]
[JsonSerializable(typeof(AppTransferRequest))]
[JsonSerializable(typeof(IEnumerable<TeamBody>))]
[JsonSerializable(typeof(IEnumerable<TeamMemberBody>))]
[JsonSerializable(typeof(TeamRequest))]
[JsonSerializable(typeof(IEnumerable<RegionBody>))]
[JsonSerializable(typeof(IEnumerable<StackBody>))]
[JsonSerializable(typeof(IEnumerable<DynoSizeBody>))]
[JsonSerializable(typeof(PlatformStatus))]
[JsonSerializable(typeof(IEnumerable<AppFeatureBody>))]
[JsonSerializable(typeof(AppFeatureChange))]
[JsonSerializable(typeof(IEnumerable<FormationBody>))]
[JsonSerializable(typeof(FormationChanges))]
[JsonSerializable(typeof(IEnumerable<DynoBody>))]
[JsonSerializable(typeof(RunBody))]
[JsonSerializable(typeof(IEnumerable<ReleaseBody>))]
[JsonSerializable(typeof(ReleaseChangeBody))]
[JsonSerializable(typeof(SlugRequest))]
[JsonSerializable(typeof(PendingSlug))]
[JsonSerializable(typeof(SourceBody))]
[JsonSerializable(typeof(IEnumerable<BuildBody>))]
[JsonSerializable(typeof(BuildRequest))]
[JsonSerializable(typeof(IEnumerable<BuildpackInstallation>))]
[JsonSerializable(typeof(BuildpackChanges))]
[JsonSerializable(typeof(IEnumerable<RegistryEntry>))]
[JsonSerializable(typeof(IEnumerable<RegistryRevision>))]
[JsonSerializable(typeof(RegistryReadme))]
[JsonSerializable(typeof(IEnumerable<DomainBody>))]
[JsonSerializable(typeof(DomainRequest))]
[JsonSerializable(typeof(IEnumerable<SniEndpointBody>))]
[JsonSerializable(typeof(SniEndpointRequest))]
[JsonSerializable(typeof(AcmRequest))]
[JsonSerializable(typeof(IEnumerable<PermissionBody>))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenGrantBody))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(IEnumerable<AuditBody>))]
[JsonSerializable(typeof(SlugBody))]
[JsonSerializable(typeof(LogSessionRequest))]
[JsonSerializable(typeof(LogSessionBody))]
[JsonSerializable(typeof(IEnumerable<IdReference>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class ApiJson : JsonSerializerContext;
