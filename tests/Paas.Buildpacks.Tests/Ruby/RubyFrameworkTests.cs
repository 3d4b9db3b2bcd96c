namespace Paas.Ruby;

public sealed class RubyFrameworkTests
{
    private const string Rackup = "bundle exec rackup config.ru -p ${PORT:-5000}";

    [Theory]
    [InlineData("", false, "console: bundle exec irb; rake: bundle exec rake")]
    [InlineData("rack 2.2.8", false, $"console: bundle exec irb; rake: bundle exec rake; web: {Rackup}")]
    [InlineData("rack 2.2.8, thin 1.8.2", false, "console: bundle exec irb; rake: bundle exec rake; web: bundle exec thin start -R config.ru -e $RACK_ENV -p ${PORT:-5000}")]
    [InlineData("rails 2.3.18, rack 1.1.6", false, "console: bundle exec script/console; rake: bundle exec rake; web: bundle exec ruby script/server -p ${PORT:-5000}")]
    [InlineData("rails 2.3.18, rack 1.1.6", true, "console: bundle exec script/console; rake: bundle exec rake; web: bundle exec ruby script/server -p ${PORT:-5000}; worker: bundle exec rake jobs:work")]
    [InlineData("railties 3.2.22, rack 1.4.7", false, "console: bundle exec rails console; rake: bundle exec rake; web: bundle exec rails server -p ${PORT:-5000}")]
    [InlineData("railties 3.2.22, rack 1.4.7", true, "console: bundle exec rails console; rake: bundle exec rake; web: bundle exec rails server -p ${PORT:-5000}; worker: bundle exec rake jobs:work")]
    [InlineData("railties 4.2.11, rack 1.6.4", true, "console: bin/rails console; rake: bundle exec rake; web: bin/rails server -p ${PORT:-5000} -e $RAILS_ENV")]
    [InlineData("railties 8.0.1, rack 3.1.0, thin 2.0.1", false, "console: bin/rails console; rake: bundle exec rake; web: bin/rails server -p ${PORT:-5000} -e $RAILS_ENV")]
    public void DefaultProcessTypes_OfFramework_AreHerokus(string gems, bool hasJobs, string types)
    {
        Assert.Equal(types, string.Join("; ", Of(gems).DefaultProcessTypes(hasJobs).Select(static type => $"{type.Key}: {type.Value}")));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("railties 4.0.13", "RAILS_ENV")]
    [InlineData("railties 4.2.0", "RAILS_ENV RAILS_SERVE_STATIC_FILES")]
    [InlineData("railties 7.1.3.2", "RAILS_ENV RAILS_SERVE_STATIC_FILES RAILS_LOG_TO_STDOUT")]
    public void Defaults_OfRails_FollowItsVersion(string gems, string names)
    {
        Assert.Equal(names, string.Join(' ', Of(gems).Defaults().Select(static entry => entry.Key).Where(static name => name.StartsWith("RAILS", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("railties 3.2.22", true)]
    [InlineData("railties 4.0.13", true)]
    [InlineData("railties 4.1.0", false)]
    [InlineData("rack 2.0.0", false)]
    public void NeedsDatabaseFile_OnlyOldRails(string gems, bool needs)
    {
        Assert.Equal(needs, Of(gems).NeedsDatabaseFile);
    }

    [Theory]
    [InlineData("2.3.15", "2.3.27", true)]
    [InlineData("2.6.7", "2.3.27", true)]
    [InlineData("2.3.15", "2.4.1", false)]
    [InlineData("4.0.1", "2.6.7", false)]
    [InlineData("2.3.15", "1.17.3", false)]
    public void Reads_LockfileOfAnotherBundler_WhenItIsNotNewer(string own, string bundledWith, bool reads)
    {
        Assert.Equal(reads, Bundler.Reads(own, bundledWith));
    }

    private static RubyFramework Of(string gems) => RubyFramework.Of(new GemfileLock
    {
        Gems = [.. gems.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(static gem => gem.Split(' ')).Select(static gem => new LockedGem(gem[0], gem[1], null, "GEM"))],
    });
}
