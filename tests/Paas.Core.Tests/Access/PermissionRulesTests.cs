using CsCheck;
using Paas.Access.Sharing;

namespace Paas.Access;

public sealed class PermissionRulesTests
{
    private static readonly Gen<OAuthScopes> _scopes = Gen.Int[0, 63].Select(static bits => (OAuthScopes)bits);
    private static readonly Gen<AppPermissions> _permissions = Gen.Int[0, 127].Select(static bits => (AppPermissions)bits);
    private static readonly Gen<TeamRole?> _role = Gen.Int[-1, 3].Select(static role => role < 0 ? null : (TeamRole?)role);
    private static readonly Gen<AppPermissions?> _given = Gen.Select(Gen.Bool, _permissions, static (has, given) => has ? given : (AppPermissions?)null);

    private static readonly Gen<AppStanding> _standing =
        Gen.Select(Gen.Bool, Gen.Bool, _given, Gen.Bool, _role, static (platform, owner, given, team, role) => new AppStanding(platform, owner && !team, given, team, role));

    [Fact]
    public void Of_AnyStandingAndScopes_IsWithinBoth() =>
        Gen.Select(_standing, _scopes).Sample(static (standing, scopes) =>
        {
            var may = PermissionRules.Of(standing, scopes);
            Assert.Equal(may, may & PermissionRules.Of(standing));
            Assert.Equal(may, may & PermissionRules.Within(scopes));
        });

    [Fact]
    public void Of_MoreGivenOrMoreScopes_NeverTakesAnythingAway() =>
        Gen.Select(_standing, _scopes, _permissions, _scopes).Sample(static (standing, scopes, more, moreScopes) =>
        {
            var before = PermissionRules.Of(standing, scopes);
            Assert.Equal(before, before & PermissionRules.Of(standing with { Given = (standing.Given ?? AppPermissions.None) | more }, scopes));
            Assert.Equal(before, before & PermissionRules.Of(standing, scopes | moreScopes));
            Assert.Equal(before, before & PermissionRules.Of(standing with { IsPlatformOwner = true }, scopes));
        });

    [Fact]
    public void Of_WhateverIsPermitted_IncludesSeeingTheApp() =>
        Gen.Select(_standing, _scopes).Sample(static (standing, scopes) =>
        {
            var may = PermissionRules.Of(standing, scopes);
            Assert.True(may == AppPermissions.None || may.HasFlag(AppPermissions.View), $"{standing} {scopes} {may}");
        });

    [Fact]
    public void Of_StrangerOrIdentityToken_MayNothing() =>
        _standing.Sample(static standing =>
        {
            Assert.Equal(AppPermissions.None, PermissionRules.Of(standing, OAuthScopes.Identity));
            Assert.Equal(AppPermissions.None, PermissionRules.Of(standing, OAuthScopes.None));
            Assert.Equal(AppPermissions.None, PermissionRules.Of(new AppStanding(false, false, null, standing.IsTeamApp, standing.IsTeamApp ? null : standing.Role)));
        });

    [Fact]
    public void Of_TokenWithoutAProtectedScope_NeverSeesSecrets() =>
        Gen.Select(_standing, _scopes).Sample(static (standing, scopes) =>
        {
            var open = scopes & ~(OAuthScopes.Global | OAuthScopes.ReadProtected | OAuthScopes.WriteProtected);
            Assert.False(PermissionRules.Of(standing, open).Allow(AppAction.ReadConfig));
            Assert.False(PermissionRules.Of(standing, open).Allow(AppAction.ChangeConfig));
            var reading = scopes & (OAuthScopes.Read | OAuthScopes.ReadProtected | OAuthScopes.Identity);
            Assert.Equal(AppPermissions.None, PermissionRules.Of(standing, reading) & ~(AppPermissions.View | AppPermissions.ReadSecrets));
        });

    [Fact]
    public void Of_Viewer_NeverChangesAnythingOfTheTeam() =>
        Gen.Select(_given, static given => new AppStanding(false, false, given, true, TeamRole.Viewer))
            .Sample(static standing => Assert.Equal(AppPermissions.View, PermissionRules.Of(standing)));

    /// <summary>Only these own an app; nothing that can be given to a collaborator of a personal app makes an owner.</summary>
    [Fact]
    public void Of_Owning_OnlyByOwnershipOrByManagingATeamsApp() =>
        _standing.Sample(static standing =>
        {
            var owns = standing.IsPlatformOwner || standing.IsOwner
                || (standing.IsTeamApp && (standing.Role == TeamRole.Admin || (standing.Role != TeamRole.Viewer && standing.Given?.HasFlag(AppPermissions.Manage) == true)));
            Assert.Equal(owns, PermissionRules.Of(standing).Allow(AppAction.Destroy));
        });

    [Theory]
    [InlineData(OAuthScopes.Read, AppPermissions.View)]
    [InlineData(OAuthScopes.ReadProtected, AppPermissions.View | AppPermissions.ReadSecrets)]
    [InlineData(OAuthScopes.Write, AppPermissions.All & ~(AppPermissions.ReadSecrets | AppPermissions.WriteSecrets))]
    [InlineData(OAuthScopes.Write | OAuthScopes.ReadProtected, AppPermissions.All & ~AppPermissions.WriteSecrets)]
    [InlineData(OAuthScopes.WriteProtected, AppPermissions.All)]
    [InlineData(OAuthScopes.Global, AppPermissions.All)]
    public void Within_EachScope_IsAsDocumented(OAuthScopes scopes, AppPermissions most) => Assert.Equal(most, PermissionRules.Within(scopes));

    [Fact]
    public void Needs_EveryAction_IsInTheTable() =>
        Assert.All(Enum.GetValues<AppAction>(), static action => Assert.True(AppPermissions.All.Allow(action) && !AppPermissions.None.Allow(action)));
}
