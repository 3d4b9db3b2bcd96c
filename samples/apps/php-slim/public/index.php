<?php

require __DIR__ . '/../vendor/autoload.php';

$app = new Slim\App(['logger' => App\Log::create()]);

$app->get('/', function ($request, $response) {
    $this->get('logger')->info('Greeted somebody');
    return $response->withHeader('Content-Type', 'text/plain')
        ->write(sprintf("Hello from PHP %s on %s\n", PHP_VERSION, getenv('DYNO') ?: 'this machine'));
});

$app->get('/environment', function ($request, $response) {
    return $response->withJson(['WEB_CONCURRENCY' => getenv('WEB_CONCURRENCY'), 'memory_limit' => ini_get('memory_limit')]);
});

$app->run();
