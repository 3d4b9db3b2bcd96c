# Makes .gem files of Ruby libraries that Debian packages installed, with the libraries that they depend on.
#
# Usage: ruby debian_gems.rb DIRECTORY GEM...
#
# A compiled extension is packed as it is: the gem then fits this machine only, but has the name that a lockfile expects.
require "fileutils"
require "rubygems/package"
require "tmpdir"

VENDOR = %r{\A/usr/lib/ruby/vendor_ruby/(.+)\z}

def owner_files(spec)
  package = `dpkg -S #{spec.spec_file}`.split(":").first
  `dpkg -L #{package}`.lines.map(&:chomp).select { |path| File.file?(path) }
end

# Path inside the gem => file on this machine.
def payload(spec)
  files = {}
  if File.directory?(spec.full_gem_path)
    Dir.glob("**/*", base: spec.full_gem_path).each do |file|
      source = File.join(spec.full_gem_path, file)
      files[file] = source if File.file?(source) && !file.start_with?("ext/")
    end
  else
    owner_files(spec).each { |path| files["lib/#{$1}"] = path if path =~ VENDOR && !path.include?("/x86_64-linux") }
  end
  spec.executables.each { |name| files["bin/#{name}"] ||= "/usr/bin/#{name}" if File.file?("/usr/bin/#{name}") } unless files.keys.any? { |file| file.start_with?("#{spec.bindir}/") }
  unless spec.extensions.empty?
    Dir.glob("**/*.so", base: spec.extension_dir).each { |file| files["lib/#{file}"] = File.join(spec.extension_dir, file) }
  end
  files
end

def build(spec, directory)
  files = payload(spec)
  Dir.mktmpdir do |root|
    files.each do |file, source|
      FileUtils.mkdir_p(File.dirname("#{root}/#{file}"))
      FileUtils.cp(source, "#{root}/#{file}")
    end
    gem = Gem::Specification.new do |to|
      to.name, to.version, to.summary, to.authors = spec.name, spec.version, spec.summary, spec.authors
      to.date = Time.utc(2024, 1, 1)
      to.files = files.keys.sort
      to.require_paths = (File.directory?(spec.full_gem_path) ? spec.raw_require_paths : []) | ["lib"]
      to.bindir = files.keys.any? { |file| file.start_with?("exe/") } ? "exe" : "bin"
      to.executables = spec.executables.select { |name| files.key?("#{to.bindir}/#{name}") }
      spec.runtime_dependencies.each { |dependency| to.add_runtime_dependency(dependency.name, *dependency.requirements_list) }
    end
    Dir.chdir(root) { FileUtils.mv(Gem::DefaultUserInteraction.use_ui(Gem::SilentUI.new) { Gem::Package.build(gem, true) }, directory) }
  end
end

directory = File.expand_path(ARGV.shift)
FileUtils.mkdir_p(directory)
wanted = ARGV.dup
done = {}
until wanted.empty?
  name = wanted.shift
  next if done[name]

  done[name] = true
  spec = Gem::Specification.find_by_name(name)
  build(spec, directory) unless spec.default_gem?
  wanted.concat(spec.runtime_dependencies.map(&:name))
end
